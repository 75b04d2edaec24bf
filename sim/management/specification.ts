import { isMap, parseDocument } from 'yaml'

/** A specification without one operation; its other lines stay as they are. */
export function withoutOperation(
  text: string,
  file: string,
  { method, urlTemplate }: { readonly method: string; readonly urlTemplate: string },
): string {
  const document = parseDocument(text)
  for (const root of ['paths', 'x-ms-paths']) {
    for (const path of [urlTemplate, urlTemplate.replace(/^\//, '')]) {
      if (!document.hasIn([root, path, method.toLowerCase()])) continue
      document.deleteIn([root, path, method.toLowerCase()])
      const item: unknown = document.getIn([root, path])
      if (isMap(item) && item.items.length === 0) document.deleteIn([root, path])
    }
  }
  return file.endsWith('.json')
    ? `${JSON.stringify(document.toJS(), undefined, 2)}\n`
    : document.toString()
}
