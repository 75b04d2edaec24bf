import { type FieldPath, textOfPath } from './field-path.ts'

/**
 * Line, from 1, of every field of the object literal that a TypeScript file exports by default.
 * A best effort for messages: it follows brackets, strings and comments, not the language; what
 * is spread, computed or written in shorthand is not found.
 */
export function linesOfLiteral(text: string): ReadonlyMap<string, number> {
  const lines = new Map<string, number>()
  const open: Container[] = []
  let isKeyNext = false
  const start = startOf(text)
  tokens.lastIndex = start
  let line = 1 + newlinesIn(text.slice(0, start))
  let scanned = start
  for (let token = tokens.exec(text); token !== null; token = tokens.exec(text)) {
    line += newlinesIn(text.slice(scanned, token.index))
    scanned = token.index
    const container = open.at(-1)
    const { bracket, key } = token.groups ?? {}
    if (bracket !== undefined && '{[('.includes(bracket)) {
      if (container?.position !== undefined) lines.set(textOfPath(pathOf(open)), line)
      open.push(bracket === '[' ? { position: 0 } : {})
      isKeyNext = bracket === '{'
    } else if (bracket !== undefined && '}])'.includes(bracket)) {
      open.pop()
      if (open.length === 0) break
      isKeyNext = false
    } else if (bracket === ',') {
      if (container?.position !== undefined) container.position += 1
      isKeyNext = true
    } else if (key !== undefined && isKeyNext && container !== undefined) {
      container.key = keyOf(key)
      lines.set(textOfPath(pathOf(open)), line)
      isKeyNext = false
    } else if (container?.position !== undefined) {
      lines.set(textOfPath(pathOf(open)), line)
    }
  }
  return lines
}

/** An object or a call has a key (a call's is never set), a list a position. */
type Container = { key?: string; position?: number }

const quoted = String.raw`'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"`
// Comments and whole strings are tokens, so that brackets within them open nothing.
const tokens = new RegExp(
  [
    String.raw`\/\/[^\n]*|\/\*[\s\S]*?\*\/`,
    String.raw`(?<key>(?:${quoted}|[A-Za-z_$][\w$]*)(?=\s*:))`,
    quoted,
    '`(?:[^`\\\\]|\\\\.)*`',
    String.raw`(?<bracket>[{}[\](),])`,
    String.raw`[\w$.]+`,
  ].join('|'),
  'g',
)

function startOf(text: string): number {
  const exported = /export\s+default\s+/.exec(text)
  return exported === null ? 0 : exported.index + exported[0].length
}

function pathOf(open: readonly Container[]): FieldPath {
  return open.map(({ key, position }) => position ?? key).filter((part) => part !== undefined)
}

function keyOf(key: string): string {
  return key.replace(/^(['"])(.*)\1$/, '$2')
}

function newlinesIn(text: string): number {
  return text.split('\n').length - 1
}
