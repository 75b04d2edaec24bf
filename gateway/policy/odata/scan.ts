/** What a text has that OData does not allow there; caught where the text is checked. */
export class ODataSyntaxError extends Error {}

export function notOData(problem: string): never {
  throw new ODataSyntaxError(problem)
}

/** What is wrong with a text by its check; undefined when it is right. */
export function problemOf(check: () => void): string | undefined {
  try {
    check()
    return undefined
  } catch (error) {
    if (!(error instanceof ODataSyntaxError)) throw error
    return error.message
  }
}

// Deeper than any client writes; each level is one of the stack.
const depthMax = 60

export function boundDepth(depth: number): void {
  if (depth > depthMax) notOData(`More than ${depthMax} levels are inside each other.`)
}

/**
 * The parts of a text between separators that stand outside quotes and brackets. A quote inside
 * quotes is written twice, which ends and begins them. Throws for what is left open.
 */
export function splitOutside(text: string, separator: string): readonly string[] {
  const parts: string[] = []
  const open: string[] = []
  let from = 0
  let isQuoted = false
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at)
    if (character === "'") isQuoted = !isQuoted
    if (isQuoted) continue
    const closing = closings[character]
    if (closing !== undefined) open.push(closing)
    else if (')]}'.includes(character)) {
      if (open.pop() !== character) notOData(`The ${character} at ${at + 1} closes nothing.`)
    } else if (character === separator && open.length === 0) {
      parts.push(text.slice(from, at))
      from = at + 1
    }
  }
  if (isQuoted) notOData('A quote is not closed.')
  if (open.length > 0) notOData(`A ${open.at(-1)} is missing.`)
  return [...parts, text.slice(from)]
}

const closings: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' }

// Source: OData 4.01, ABNF, odataIdentifier.
const identifier = String.raw`[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Nd}\p{Mn}\p{Mc}\p{Pc}\p{Cf}]{0,127}`

/** At the place where a search stands: a name, or one with its namespace before it. */
export const nameHere = new RegExp(`${identifier}(?:\\.${identifier})*`, 'uy')

const wholeName = new RegExp(`^${identifier}(?:\\.${identifier})*$`, 'u')

export function isName(text: string): boolean {
  return wholeName.test(text)
}
