import type { z } from 'zod'
import type { Findings } from './errors.ts'
import type { Path } from './json-pointer.ts'
import type { SchemaReader } from './json-schema.ts'
import type { Resolve } from './json-schema-example.ts'
import type { Parameter } from './openapi-examples.ts'

/** What reading one document needs. */
export type Context = {
  readonly resolve: Resolve
  readonly schemas: SchemaReader
  readonly isSwagger: boolean
  readonly consumes: readonly string[]
  readonly produces: readonly string[]
  readonly findings: Findings
  whereOf(path: Path): string
  /** What was told already: several operations share the parameters of a path. */
  readonly told: Set<string>
}

export type PlacedParameter = { readonly parameter: Parameter; readonly at: Path }

/** An operation that cannot be read at all. */
export function invalidOperation(at: Path, error: z.ZodError, { whereOf }: Context) {
  const issue = error.issues[0]
  return {
    code: 'ARTIFACTS_INVALID_OPERATION',
    where: whereOf([...at, ...(issue?.path.map(String) ?? [])]),
    what: issue?.message ?? 'this is no operation',
    why: 'an operation that cannot be read could not be called',
    fix: 'write it as OpenAPI 3 or Swagger 2 say',
  } as const
}

/** A part of an operation that cannot be read, without which it can still be called. */
export function reportLeftOut(at: Path, what: string, { findings, whereOf, told }: Context): void {
  const where = whereOf(at)
  if (told.has(where)) return
  told.add(where)
  findings.warn({
    code: 'ARTIFACTS_INVALID_OPERATION',
    where,
    what,
    why: 'it is left out, so what it describes counts as not specified',
    fix: 'write it as OpenAPI 3 or Swagger 2 say, in this document',
  })
}

export function invalidSchema(where: string, what: string) {
  return {
    code: 'ARTIFACTS_INVALID_SCHEMA',
    where,
    what,
    why: 'bodies and parameters that it describes cannot be validated, and fail when they are',
    fix: 'write the schema as OpenAPI or JSON Schema say',
  } as const
}
