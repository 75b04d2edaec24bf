type Filled = {
  readonly path: string
  /** Name, value, name, value, ... */
  readonly headers: string[]
  readonly body: string | undefined
}

const place = /\{(\w+)\}/g

/**
 * Puts variables where `{name}` stands: encoded in a path, as the inside of a JSON text in a body
 * that is JSON, and as they are elsewhere. Other names in braces stay.
 */
export function withVariables(request: Filled, variables: ReadonlyMap<string, string>): Filled {
  if (variables.size === 0) return request
  const { path, headers, body } = request
  const filled = (text: string, shown: (value: string) => string) =>
    text.replaceAll(place, (whole, name: string) => {
      const value = variables.get(name)
      return value === undefined ? whole : shown(value)
    })
  const asItIs = (value: string) => value
  const type = headers.findIndex((text, at) => at % 2 === 0 && /^content-type$/i.test(text))
  const isJson = type >= 0 && headers[type + 1]?.includes('json') === true
  return {
    path: filled(path, encodeURIComponent),
    headers: headers.map((text, at) => (at % 2 === 0 ? text : filled(text, asItIs))),
    body: body === undefined ? undefined : filled(body, isJson ? insideJson : asItIs),
  }
}

function insideJson(value: string): string {
  return JSON.stringify(value).slice(1, -1)
}
