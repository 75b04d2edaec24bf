/** One segment of a template, between two slashes. */
export type Segment =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'parameter' }
  | {
      readonly kind: 'pattern'
      /** Lower case; parameters stand between them, so there is one more literal than parameters. */
      readonly literals: readonly string[]
      /** The parameters' values in a decoded segment, or undefined when it does not fit. */
      valuesIn(segment: string): readonly string[] | undefined
    }

export type QueryCondition = {
  readonly name: string
  /** Lower case. */
  readonly literal: string
  /** When set, any value will do and is kept under this name. */
  readonly parameter: string | undefined
}

/** An APIM URL template, ready to be compared: `/files/{name}.json?kind={kind}`. */
export type Template = {
  readonly segments: readonly Segment[]
  /** The rest of the path belongs to the operation, whatever it is. */
  readonly hasWildcard: boolean
  /** In order of appearance in the path; an unnamed wildcard has the empty name. */
  readonly parameters: readonly string[]
  readonly query: readonly QueryCondition[]
}

const parameterPattern = /\{([^{}]*)\}/g

/** Parses a template at load. A trailing slash says nothing: requests match with and without. */
export function compileTemplate(urlTemplate: string): Template {
  const questionAt = urlTemplate.indexOf('?')
  const path = questionAt < 0 ? urlTemplate : urlTemplate.slice(0, questionAt)
  const texts = path.replace(/^\//, '').split('/')
  if (texts.at(-1) === '') texts.pop()
  const wildcard = wildcardNameOf(texts.at(-1))
  if (wildcard !== undefined) texts.pop()
  const parameters = texts.flatMap((text) => namesIn(text))
  if (wildcard !== undefined) parameters.push(wildcard)
  return {
    segments: texts.map(segmentOf),
    hasWildcard: wildcard !== undefined,
    parameters,
    query: questionAt < 0 ? [] : conditionsOf(urlTemplate.slice(questionAt + 1)),
  }
}

/** `*` and `{*}` have the empty name, `{*rest}` is named. */
function wildcardNameOf(segment: string | undefined): string | undefined {
  if (segment === '*') return ''
  return segment === undefined ? undefined : /^\{\*([^{}]*)\}$/.exec(segment)?.[1]
}

function namesIn(segment: string): string[] {
  if (segment === '*') return ['']
  return [...segment.matchAll(parameterPattern)].map(([, name]) => name ?? '')
}

function segmentOf(text: string): Segment {
  // A wildcard inside a path stands for one segment.
  if (text === '*' || /^\{[^{}]*\}$/.test(text)) return { kind: 'parameter' }
  const literals = text.toLowerCase().split(/\{[^{}]*\}/)
  if (literals.length === 1) return { kind: 'literal', text: decoded(text).toLowerCase() }
  return { kind: 'pattern', literals, valuesIn: (segment) => valuesBetween(literals, segment) }
}

/** Leftmost matches from the left, so that the time is linear in the segment. */
function valuesBetween(literals: readonly string[], segment: string): string[] | undefined {
  const lowered = segment.toLowerCase()
  const [first = '', ...rest] = literals
  const last = rest.pop() ?? ''
  const end = lowered.length - last.length
  if (!lowered.startsWith(first) || !lowered.endsWith(last)) return undefined
  const values: string[] = []
  let start = first.length
  for (const literal of rest) {
    const at = lowered.indexOf(literal, start + 1)
    if (at < 0) return undefined
    values.push(segment.slice(start, at))
    start = at + literal.length
  }
  if (end <= start) return undefined
  return [...values, segment.slice(start, end)]
}

function conditionsOf(query: string): QueryCondition[] {
  return query
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      const [name = '', value = ''] = part.split('=')
      const parameter = /^\{([^{}]*)\}$/.exec(value)?.[1]
      return { name: decoded(name), literal: decoded(value).toLowerCase(), parameter }
    })
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    // A lone `%` stands for itself.
    return text
  }
}
