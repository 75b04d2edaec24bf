import { bothOf, isList, isRecord, numberIn, type Schema } from './both-schemas.ts'
import { textOfSchema } from './text-of-schema.ts'

type Random = () => number

/** Below that, only what is required is made; far below that, nothing. */
const generousDepth = 4
const depthMax = 24
const itemsMax = 100
/** Choices within choices would else be tried for ever. */
const stepsMax = 5_000

const whole = (random: Random, from: number, to: number) =>
  from + Math.floor(random() * (to - from + 1))

/**
 * A value for a JSON schema (2020-12) whose `$ref`s name `defs`, drawn from `random`: required
 * properties, some of the others, formats, bounds, one of each choice. Undefined when there is none
 * or none was found; what a keyword like `not` says is left to whoever validates it.
 */
export function valueOfSchema(schema: unknown, defs: Schema, random: Random): unknown {
  return new Maker(defs, random).made(schema, 0)
}

/** Makes one value; how much it may try for it is bounded. */
class Maker {
  readonly #defs: Schema
  readonly #random: Random
  #stepsLeft = stepsMax

  constructor(defs: Schema, random: Random) {
    this.#defs = defs
    this.#random = random
  }

  made(node: unknown, depth: number): unknown {
    this.#stepsLeft -= 1
    if (node === false || depth > depthMax || this.#stepsLeft < 0) return undefined
    const merged = this.#mergedOf(node, depth)
    if (merged === undefined) return undefined
    if (merged.const !== undefined) return merged.const
    if (isList(merged.enum)) return merged.enum[whole(this.#random, 0, merged.enum.length - 1)]
    const choices = isList(merged.oneOf) ? merged.oneOf : merged.anyOf
    if (isList(choices)) return this.#ofChoices(merged, choices, depth)
    switch (typeOf(merged)) {
      case 'object':
        return this.#objectOf(merged, depth)
      case 'array':
        return this.#arrayOf(merged, depth)
      case 'boolean':
        return this.#random() < 0.5
      case 'null':
        return null
      case 'integer':
        return this.#numberOf(merged, Math.max(1, numberIn(merged.multipleOf) ?? 1))
      case 'number':
        return this.#numberOf(merged, numberIn(merged.multipleOf) ?? 0.01)
      default:
        return this.#stringOf(merged)
    }
  }

  /** A choice drawn, or else the first that can be made; what stands beside it holds as well. */
  #ofChoices(node: Schema, choices: readonly unknown[], depth: number): unknown {
    const { oneOf: _one, anyOf: _any, ...common } = node
    // Where a schema goes on for ever, its simple ends often stand first.
    const from = depth > generousDepth ? 0 : whole(this.#random, 0, choices.length - 1)
    for (let count = 0; count < choices.length; count += 1) {
      const choice = choices[(from + count) % choices.length]
      const value = this.made({ allOf: [common, choice] }, depth + 1)
      if (value !== undefined) return value
    }
    return undefined
  }

  /** The schema with what `$ref` and `allOf` say put together. */
  #mergedOf(node: unknown, depth: number): Schema | undefined {
    if (node === true || node === undefined) return {}
    this.#stepsLeft -= 1
    if (!isRecord(node) || depth > depthMax || this.#stepsLeft < 0) return undefined
    const { $ref: ref, allOf, ...own } = node
    const parts = [
      ...(typeof ref === 'string' ? [this.#defs[ref.replace(/^#\/\$defs\//, '')]] : []),
      ...(isList(allOf) ? allOf : []),
    ]
    let merged: Schema = own
    for (const part of parts) {
      const more = this.#mergedOf(part, depth + 1)
      if (more === undefined || (typeof ref === 'string' && part === undefined)) return undefined
      merged = bothOf(merged, more)
    }
    return merged
  }

  #objectOf(node: Schema, depth: number): unknown {
    const properties = isRecord(node.properties) ? node.properties : {}
    const required = new Set(isList(node.required) ? node.required.map(String) : [])
    const least = numberIn(node.minProperties) ?? 0
    const optional = Object.keys(properties).filter((name) => !required.has(name))
    const entries = new Map<string, unknown>()
    for (const name of required) {
      const value = this.made(properties[name] ?? this.#additionalOf(node), depth + 1)
      if (value === undefined) return undefined
      entries.set(name, value)
    }
    const most = numberIn(node.maxProperties) ?? Number.POSITIVE_INFINITY
    for (const name of optional) {
      const wanted = depth < generousDepth && this.#random() < 0.5
      const property = properties[name]
      const isHidden = isRecord(property) && property.readOnly === true
      if ((!wanted && entries.size >= least) || isHidden || entries.size >= most) continue
      const value = this.made(property, depth + 1)
      if (value !== undefined) entries.set(name, value)
    }
    for (let extra = 1; entries.size < Math.min(least, itemsMax); extra += 1) {
      const value = this.made(this.#additionalOf(node), depth + 1)
      if (value === undefined) return undefined
      entries.set(`extra${extra}`, value)
    }
    return Object.fromEntries(entries)
  }

  #additionalOf({ additionalProperties }: Schema): unknown {
    return additionalProperties === undefined ? { type: 'string' } : additionalProperties
  }

  #arrayOf(node: Schema, depth: number): unknown {
    const heads = isList(node.prefixItems) ? node.prefixItems : []
    const least = Math.max(numberIn(node.minItems) ?? 0, heads.length)
    const most = Math.min(numberIn(node.maxItems) ?? least + 2, least + 2)
    if (least > itemsMax) return undefined
    const wanted =
      depth > generousDepth ? least : whole(this.#random, Math.min(Math.max(least, 1), most), most)
    const items: unknown[] = []
    const seen = new Set<string>()
    for (let tries = 0; items.length < wanted && tries < wanted * 20 + 20; tries += 1) {
      const value = this.made(heads[items.length] ?? node.items ?? {}, depth + 1)
      if (value === undefined) break
      const text = JSON.stringify(value)
      if (node.uniqueItems === true && seen.has(text)) continue
      seen.add(text)
      items.push(value)
    }
    return items.length < least ? undefined : items
  }

  #stringOf(node: Schema): unknown {
    const { pattern, example, examples } = node
    if (typeof pattern !== 'string') return textOfSchema(node, this.#random)
    // Texts for a pattern are not made up: its own examples are there for that.
    const said = [example, node.default, ...(isList(examples) ? examples : [])]
    return said.find((text) => typeof text === 'string' && new RegExp(pattern, 'u').test(text))
  }

  #numberOf(node: Schema, step: number): number | undefined {
    const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = node
    const from = Math.max(
      numberIn(minimum) ?? Number.NEGATIVE_INFINITY,
      (numberIn(exclusiveMinimum) ?? Number.NEGATIVE_INFINITY) + step,
    )
    const to = Math.min(
      numberIn(maximum) ?? Number.POSITIVE_INFINITY,
      (numberIn(exclusiveMaximum) ?? Number.POSITIVE_INFINITY) - step,
    )
    const low = Number.isFinite(from) ? from : Math.min(1, to - 1_000 * step)
    const high = Number.isFinite(to) ? to : Math.max(low, 0) + 1_000 * step
    const [first, last] = [Math.ceil(low / step - 1e-9), Math.floor(high / step + 1e-9)]
    if (first > last) return undefined
    // Tenths and hundredths are multiplied as whole numbers would be.
    return Number((whole(this.#random, first, last) * step).toPrecision(15))
  }
}

function typeOf({ type, properties, required, items, prefixItems }: Schema): unknown {
  const types = isList(type) ? type : [type]
  const said = types.find((one) => one !== undefined && one !== 'null') ?? types[0]
  if (said !== undefined) return said
  const isObject = isRecord(properties) || (isList(required) && required.length > 0)
  if (isObject) return 'object'
  return items === undefined && prefixItems === undefined ? 'string' : 'array'
}
