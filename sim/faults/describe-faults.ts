import { z } from 'zod'
import type { Fault } from './define-fault.ts'

/** A fault for whoever writes a scenario. */
export type FaultDescription = {
  readonly kind: string
  readonly about: string
  /** As it stands in a scenario, with times. */
  readonly example: Readonly<Record<string, unknown>>
  readonly params: readonly ParamDescription[]
}

export type ParamDescription = {
  readonly name: string
  /** `number`, `string or integer`, `fin, reset or silence`. */
  readonly type: string
  readonly isRequired: boolean
  /** What it is unless said. */
  readonly default?: unknown
  readonly about?: string
}

const schemaOfParam = z.looseObject({
  type: z.string().optional(),
  enum: z.array(z.unknown()).optional(),
  anyOf: z.array(z.looseObject({ type: z.string().optional() })).optional(),
  default: z.unknown().optional(),
  description: z.string().optional(),
})
const schemaOfParams = z.looseObject({
  properties: z.record(z.string(), schemaOfParam).default({}),
  required: z.array(z.string()).default([]),
})
const schemaOfAll = z.union([z.looseObject({ allOf: z.array(schemaOfParams) }), schemaOfParams])

/** What the fault is, and its parameters in the order of its file. */
export function describeFault({ kind, about, example, params }: Fault): FaultDescription {
  const schema = schemaOfAll.parse(z.toJSONSchema(params, { io: 'input', unrepresentable: 'any' }))
  const parts = 'allOf' in schema ? z.array(schemaOfParams).parse(schema.allOf) : [schema]
  const found = new Map<string, ParamDescription>()
  for (const { properties, required } of z.array(schemaOfParams).parse(parts)) {
    for (const [name, param] of Object.entries(properties)) {
      const { default: value, description } = param
      found.set(name, {
        name,
        type: typeOf(param),
        isRequired: required.includes(name),
        ...(value === undefined ? {} : { default: value }),
        ...(description === undefined ? {} : { about: description }),
      })
    }
  }
  return {
    kind,
    about,
    example: { kind, ...example, atS: 12, durationS: 14 },
    params: [...found.values()],
  }
}

/** `unit (integer)`, `silenceMs (number, 2000 unless said): silent so long before it dies`. */
export function paramLineOf({ name, type, isRequired, default: value, about }: ParamDescription) {
  const unless = value === undefined ? '' : `, ${JSON.stringify(value)} unless said`
  const needed = isRequired ? ', required' : ''
  return `${name} (${type}${needed}${unless})${about === undefined ? '' : `: ${about}`}`
}

function typeOf({ type, enum: values, anyOf }: z.output<typeof schemaOfParam>): string {
  if (values !== undefined) return wordsOf(values.map(String))
  if (anyOf !== undefined) return wordsOf(anyOf.map((one) => one.type ?? 'any'))
  return type ?? 'any'
}

function wordsOf(words: readonly string[]): string {
  return [words.slice(0, -1).join(', '), words.at(-1)].filter(Boolean).join(' or ')
}
