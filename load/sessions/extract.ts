import type { Extraction } from '../../ledger/launch/sessions.ts'

/** What of an answer variables are taken from. */
export type Answer = {
  header(name: string): string | undefined
  /** Undefined when it was longer than is kept. */
  readonly text: string | undefined
}

export type Extractor = (answer: Answer) => string | undefined

/** A regular expression sees no more: one that goes back and forth would stop the generator. */
const matchedCharsMax = 64 * 1_024

/** Compiles where a value stands; the extractor gives undefined when it is not there. */
export function extractorOf({ json, header, regexp }: Extraction): Extractor {
  if (json !== undefined) return (answer) => atPointer(answer.text, json)
  const name = header?.toLowerCase()
  const source = (answer: Answer) => (name === undefined ? answer.text : answer.header(name))
  if (regexp === undefined) return source
  const pattern = new RegExp(regexp, 'u')
  return (answer) => {
    const match = pattern.exec(source(answer)?.slice(0, matchedCharsMax) ?? '')
    return match?.[1] ?? match?.[0]
  }
}

/** A text, number or boolean of a JSON document. Source: RFC 6901. */
function atPointer(text: string | undefined, pointer: string): string | undefined {
  if (text === undefined) return undefined
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    // Whatever it is, nothing stands there.
    return undefined
  }
  for (const token of pointer.split('/').slice(1)) {
    const name = token.replaceAll('~1', '/').replaceAll('~0', '~')
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
    value = Object.entries(value).find(([key]) => key === name)?.[1]
  }
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : undefined
}
