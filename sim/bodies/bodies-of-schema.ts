import { Ajv2020 } from 'ajv/dist/2020.js'
import { default as addFormats } from 'ajv-formats'
import seedrandom from 'seedrandom'
import { valueOfSchema } from './value-of-schema.ts'

/** As different as requests of many users need to be, and few enough to be made at once. */
export const bodiesMax = 16
const triesMax = 64

/**
 * Different JSON bodies that are valid by a schema whose `$ref`s name `defs`: `#/$defs/<name>`. The
 * same seed gives the same; none when none was found, as for what a pattern asks without an example.
 */
export function bodiesOfSchema(
  schema: unknown,
  defs: Readonly<Record<string, unknown>>,
  seed: string,
): readonly string[] {
  const isValid = validatorOf(schema, defs)
  if (isValid === undefined) return []
  const random = seedrandom(`body ${seed}`)
  const bodies = new Set<string>()
  for (let tries = 0; tries < triesMax && bodies.size < bodiesMax; tries += 1) {
    const value = valueOfSchema(schema, defs, () => random())
    if (value !== undefined && isValid(value)) bodies.add(JSON.stringify(value))
  }
  return [...bodies]
}

/** Undefined for a schema that is none. */
function validatorOf(schema: unknown, defs: Readonly<Record<string, unknown>>) {
  const ajv = new Ajv2020({ strict: false, validateSchema: false, logger: false })
  addFormats.default(ajv)
  try {
    return ajv.compile({ $defs: defs, allOf: [schema] })
  } catch {
    // What it says of a body, nobody can tell.
    return undefined
  }
}
