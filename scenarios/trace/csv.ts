import { defineTraceFormat, type ReadLine } from './define-format.ts'

/**
 * A table with a header: `time` (ISO 8601, or seconds from anywhere), and `operation` (a name of the
 * load), or `method` and `path`, or all three; in any order, other columns are let be. Quotes as in
 * RFC 4180, without line breaks in a field.
 */
export const csv = defineTraceFormat({
  name: 'csv',
  example: 'time,method,path,operation\n0.25,GET,/orders/7,\n0.5,,,POST\n',
  resolutionMs: 0,
  reader() {
    let columns: ReadonlyMap<string, number> | undefined
    return (line): ReadLine => {
      if (line.trim() === '') return 'nothing'
      const fields = fieldsOf(line)
      if (columns === undefined) {
        columns = new Map(fields.map((name, index) => [name.trim().toLowerCase(), index]))
        return columns.has('time') ? 'nothing' : 'unreadable'
      }
      const known = columns
      const field = (name: string) => fields[known.get(name) ?? -1]?.trim() ?? ''
      const [method, path, operation] = [field('method'), field('path'), field('operation')]
      const atMs = msOf(field('time'))
      const isNamed = operation !== '' || (method !== '' && path.startsWith('/'))
      if (atMs === undefined || !isNamed) return 'unreadable'
      return [{ atMs, method: method.toUpperCase(), path, operation: operation || undefined }]
    }
  },
})

function msOf(text: string): number | undefined {
  const ms = /^[+-]?\d+(\.\d+)?$/.test(text) ? Number(text) * 1_000 : Date.parse(text)
  return Number.isFinite(ms) ? ms : undefined
}

function fieldsOf(line: string): string[] {
  const fields = line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)
  return Array.from(fields, ([, quoted, plain = '']) => quoted?.replaceAll('""', '"') ?? plain)
}
