import { createRequire } from 'node:module'
import type { Ajv2020, ErrorObject, Options } from 'ajv/dist/2020.js'
import { unescaped } from '../../config/json-pointer.ts'
import { renewBudget } from '../expressions/budget.ts'
import { matchesOf, patternOf } from '../expressions/runtime/regex.ts'
import { type Issue, issuesOf } from './issues.ts'
import { inLowerCase, preparedSchema, sharedId, type Variant } from './prepare-schema.ts'
import { reachOf } from './schema-reach.ts'

/** A schema ready to use, or what stands in its way. */
export type Validator =
  | {
      readonly kind: 'ready'
      /** Throws an ExpressionError when a pattern takes too long; deep values a RangeError. */
      validate(value: unknown): readonly Issue[]
    }
  /** It, or what it refers to, could not be read from the specification. */
  | { readonly kind: 'missing'; readonly name: string }
  /** It is too large to be used. */
  | { readonly kind: 'broken'; readonly message: string }

type Schemas = Readonly<Record<string, unknown>>

/** Validators of the schemas of a revision for one policy, each made when it is first needed. */
export type SchemaValidators = {
  /** `owner` is what holds the schema in the revision; it has one validator. */
  of(owner: object, schema: unknown, schemas: Schemas | undefined): Validator
}

const load = createRequire(import.meta.url)
const none: Schemas = {}

// Each takes some milliseconds when a request first needs it, and nothing else runs meanwhile.
const reachMax = 300

const tooLarge: Validator = {
  kind: 'broken',
  message: `The schema refers to more than ${reachMax} others, or through too many of them.`,
}

/**
 * A large API has thousands of schemas, most of which no request ever needs in the life of a
 * revision, and making a validator takes milliseconds: so they are not made at load.
 * `coerces` takes texts for numbers and truth values, as parameters need it.
 */
export function schemaValidators(variant: Variant, { coerces = false } = {}): SchemaValidators {
  const validators = new WeakMap<object, Validator>()
  const engines = new WeakMap<Schemas, Ajv2020>()
  return {
    of(owner, schema, schemas = none) {
      const known = validators.get(owner)
      if (known !== undefined) return known
      if (reachOf(schema, schemas, reachMax) > reachMax) {
        validators.set(owner, tooLarge)
        return tooLarge
      }
      const engine = engines.get(schemas) ?? newEngine(schemas, variant, coerces)
      engines.set(schemas, engine)
      const made = validatorOf(preparedSchema(schema, variant, true), engine, variant)
      validators.set(owner, made)
      return made
    },
  }
}

function newEngine(schemas: Schemas, variant: Variant, coerces: boolean): Ajv2020 {
  // Loaded here, for most gateways validate nothing and need not hold it in memory.
  const { Ajv2020 }: typeof import('ajv/dist/2020.js') = load('ajv/dist/2020.js')
  const { default: addFormats }: typeof import('ajv-formats') = load('ajv-formats')
  const engine = new Ajv2020({ ...options, coerceTypes: coerces })
  addFormats.default(engine)
  const definitions = Object.entries(schemas).map(([name, schema]) => [
    name,
    preparedSchema(schema, variant, false),
  ])
  engine.addSchema({ $defs: Object.fromEntries(definitions) }, sharedId)
  return engine
}

const first = { countMax: 1, start: 0 }

const options: Options = {
  strict: false,
  allErrors: true,
  // What was read from the specification is known to be right.
  validateSchema: false,
  meta: false,
  verbose: true,
  messages: false,
  logger: false,
  unicodeRegExp: false,
  inlineRefs: false,
  code: {
    optimize: false,
    // Patterns come from outside, and may backtrack without end.
    regExp: Object.assign(
      (pattern: string) => {
        const compiled = patternOf(pattern, 0)
        return { test: (text: string) => matchesOf(compiled, text, first).length > 0 }
      },
      { code: 'boundedRegExp' },
    ),
  },
}

function validatorOf(schema: unknown, engine: Ajv2020, { ignoresCase }: Variant): Validator {
  try {
    const check = engine.compile(typeof schema === 'boolean' ? schema : Object(schema))
    return {
      kind: 'ready',
      validate(value) {
        renewBudget()
        const isRight = check(ignoresCase === true ? inLowerCase(value) : value)
        const errors: readonly ErrorObject[] = check.errors ?? []
        return isRight === true ? [] : issuesOf(errors)
      },
    }
  } catch (error) {
    // A chain of schemas deeper than the stack.
    if (error instanceof RangeError) return tooLarge
    const reference = error instanceof Error && 'missingRef' in error ? error.missingRef : undefined
    if (typeof reference !== 'string') throw error
    const name = reference.replace(/^.*#\/\$defs\//, '')
    return { kind: 'missing', name: unescaped(name) }
  }
}
