export type Schema = Readonly<Record<string, unknown>>

export const isRecord = (node: unknown): node is Schema =>
  typeof node === 'object' && node !== null && !Array.isArray(node)
export const isList = (node: unknown): node is readonly unknown[] => Array.isArray(node)
export const numberIn = (node: unknown) => (typeof node === 'number' ? node : undefined)

/** A schema that asks for what two of them ask for. */
export function bothOf(one: Schema, other: Schema): Schema {
  const listed = (name: string) =>
    [one[name], other[name]].flatMap((list) => (isList(list) ? list : []))
  const named = (name: string) => {
    const [first, second] = [one[name], other[name]]
    if (!isRecord(first) || !isRecord(second)) return first ?? second
    const shared = Object.keys(first).filter((key) => Object.hasOwn(second, key))
    const joined = shared.map((key) => [key, { allOf: [first[key], second[key]] }])
    return { ...first, ...second, ...Object.fromEntries(joined) }
  }
  const bound = (name: string, of: (...values: number[]) => number) => {
    const values = [one[name], other[name]].flatMap((value) => numberIn(value) ?? [])
    return values.length === 0 ? {} : { [name]: of(...values) }
  }
  const enums = [one.enum, other.enum].filter(isList)
  const common = enums[0]?.filter((value) => enums.every((values) => values.includes(value)))
  return {
    ...one,
    ...other,
    ...bound('minimum', Math.max),
    ...bound('maximum', Math.min),
    ...bound('minLength', Math.max),
    ...bound('maxLength', Math.min),
    ...bound('minItems', Math.max),
    ...bound('maxItems', Math.min),
    ...(common === undefined ? {} : { enum: common }),
    required: listed('required'),
    properties: named('properties'),
    ...choicesOf(one, other),
  }
}

/** Two choices at once are one choice, with the other one beside each. */
function choicesOf(one: Schema, other: Schema): Schema {
  const [first, second] = [one.oneOf ?? one.anyOf, other.oneOf ?? other.anyOf]
  if (!isList(first) || !isList(second)) return {}
  const rest = { anyOf: second }
  return { oneOf: undefined, anyOf: first.map((choice) => ({ allOf: [choice, rest] })) }
}
