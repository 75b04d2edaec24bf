import { LineCounter, parseDocument } from 'yaml'
import type { Findings } from './errors.ts'

/** A parsed document; wrapped, for `undefined` and `null` are documents too. */
export type Parsed = { readonly value: unknown }

/**
 * Parses a JSON or YAML text by the ending of its place. Every syntax error becomes an error of
 * the findings with line and column, and then there is no document.
 */
export function parseDocumentText(
  text: string,
  place: string,
  findings: Findings,
): Parsed | undefined {
  return place.toLowerCase().endsWith('.json')
    ? parseJson(text, place, findings)
    : parseYaml(text, place, findings)
}

function parseJson(text: string, place: string, findings: Findings): Parsed | undefined {
  try {
    return { value: JSON.parse(text) }
  } catch (error) {
    const offset = offsetOfJsonError(text, String(error))
    syntaxError(findings, `${place}:${lineAndColumnOf(text, offset)}`, 'JSON', String(error))
    return undefined
  }
}

function parseYaml(text: string, place: string, findings: Findings): Parsed | undefined {
  const lines = new LineCounter()
  try {
    // Pretty errors quote the source for every error, which takes longer than parsing a large file.
    const document = parseDocument(text, { prettyErrors: false, lineCounter: lines, merge: true })
    for (const { pos, message } of document.errors) {
      const { line, col } = lines.linePos(pos[0])
      syntaxError(findings, `${place}:${line}:${col}`, 'YAML', message)
    }
    return document.errors.length > 0 ? undefined : { value: document.toJS() }
  } catch (error) {
    // Too many aliases, or nested deeper than the stack: the whole document is at fault.
    syntaxError(findings, `${place}:1:1`, 'YAML', String(error))
    return undefined
  }
}

function syntaxError(findings: Findings, where: string, language: string, message: string): void {
  findings.error({
    code: 'ARTIFACTS_SYNTAX',
    where,
    what: `this is not valid ${language}: ${message.split('\n')[0]}`,
    why: 'a file that cannot be read would leave a part of the configuration out',
    fix: 'mend the file, or extract it again',
  })
}

/** V8 names the position for most errors; where it does not, a strict YAML parser finds it. */
function offsetOfJsonError(text: string, message: string): number {
  const position = /at position (\d+)/.exec(message)?.[1]
  if (position !== undefined) return Number(position)
  if (message.includes('Unexpected end')) return text.length
  return parseDocument(text, { prettyErrors: false, schema: 'json' }).errors[0]?.pos[0] ?? 0
}

/** `line:column`, 1-based. */
export function lineAndColumnOf(text: string, offset: number): string {
  const before = text.slice(0, offset)
  const lineStart = before.lastIndexOf('\n') + 1
  return `${before.split('\n').length}:${offset - lineStart + 1}`
}

/** Where a field stands in a text: `line:column` of its value, or of the nearest parent. */
export function placeOfField(text: string, path: readonly PropertyKey[]): string {
  return placesIn(text)(path)
}

/** The same for many fields: the text is parsed once, when the first is asked for. */
export function placesIn(text: string): (path: readonly PropertyKey[]) => string {
  let document: ReturnType<typeof parseDocument> | undefined
  return (path) => {
    document ??= parseDocument(text, { prettyErrors: false })
    for (let length = path.length; length > 0; length -= 1) {
      const node: unknown = document.getIn(path.slice(0, length), true)
      const range = typeof node === 'object' && node !== null && 'range' in node ? node.range : []
      const offset: unknown = Array.isArray(range) ? range[0] : undefined
      if (typeof offset === 'number') return lineAndColumnOf(text, offset)
    }
    return '1:1'
  }
}
