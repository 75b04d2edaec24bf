import { Document, isMap, isScalar, isSeq, visit } from 'yaml'
import type { ScenarioPart } from './first-scenario.ts'

export type TextOptions = {
  /** Lines that come first, without a mark. */
  readonly head: readonly string[]
  /** As the scenario's editor finds it. */
  readonly schemaFile: string
}

/** The scenario as YAML, with its comments, and the line by which editors find the schema. */
export function yamlTextOf(
  parts: readonly ScenarioPart[],
  { head, schemaFile }: TextOptions,
): string {
  const document = new Document(Object.fromEntries(parts.map(({ key, value }) => [key, value])))
  const comments = new Map<unknown, string>(parts.map(({ key, comment }) => [key, comment]))
  visit(document, {
    Pair(_key, pair, path) {
      // Of the scenario itself; deeper fields may have the same names.
      const comment = path.length === 2 && isScalar(pair.key) ? comments.get(pair.key.value) : ''
      if (comment === undefined || comment === '' || !isScalar(pair.key)) return
      pair.key.spaceBefore = true
      pair.key.commentBefore = commentOf(comment, '')
    },
    // What fits on a line stands on one: operations, regions, faults.
    Map(_key, map, path) {
      const isFlat = map.items.every(({ value }) => !isMap(value) && !isSeq(value))
      const text = JSON.stringify(map.toJS(document))
      if (path.length > 3 && isFlat && text.length < lineWidth && !text.includes('\\n')) {
        map.flow = true
      }
    },
  })
  const lines = [
    `# yaml-language-server: $schema=./${schemaFile}`,
    ...head.map((line) => `# ${line}`),
  ]
  return `${lines.join('\n')}\n\n${document.toString({ lineWidth: 0 })}`
}

/** The scenario as TypeScript, whose types editors complete by. */
export function typescriptTextOf(
  parts: readonly ScenarioPart[],
  { head }: Pick<TextOptions, 'head'>,
): string {
  const fields = parts.map(({ key, value, comment }) => {
    const above = comment === '' ? '' : `\n${commentOf(comment, '  //')}\n`
    return `${above}  ${key}: ${literalOf(value, '  ')},\n`
  })
  return (
    "import { defineScenario } from 'gatedrill'\n\n" +
    `/**\n${head.map((line) => ` * ${line}\n`).join('')} */\n` +
    `export default defineScenario({\n${fields.join('')}})\n`
  )
}

function commentOf(comment: string, mark: string): string {
  return comment
    .split('\n')
    .map((line) => `${mark} ${line}`)
    .join('\n')
}

const lineWidth = 100

/** On one line where that fits, else a line for each field or element. */
function literalOf(value: unknown, indent: string): string {
  const short = shortLiteralOf(value)
  const isNested = typeof value === 'object' && value !== null
  if (!isNested || short.length + indent.length <= lineWidth - 20) return short
  const deeper = `${indent}  `
  const lines = Array.isArray(value)
    ? value.map((element) => `${deeper}${literalOf(element, deeper)},\n`)
    : Object.entries(value).map(
        ([key, field]) => `${deeper}${keyOf(key)}: ${literalOf(field, deeper)},\n`,
      )
  const [open, close] = Array.isArray(value) ? '[]' : '{}'
  return `${open}\n${lines.join('')}${indent}${close}`
}

function shortLiteralOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(shortLiteralOf).join(', ')}]`
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value).map(
      ([key, field]) => `${keyOf(key)}: ${shortLiteralOf(field)}`,
    )
    return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`
  }
  return typeof value === 'string' ? textLiteralOf(value) : JSON.stringify(value)
}

function keyOf(key: string): string {
  return /^[a-zA-Z_]\w*$/.test(key) ? key : textLiteralOf(key)
}

function textLiteralOf(text: string): string {
  const inner = JSON.stringify(text).slice(1, -1)
  return `'${inner.replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
}
