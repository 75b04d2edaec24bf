import { z } from 'zod'
import type { Operation } from '../../ledger/revision.ts'
import type { Findings } from './errors.ts'
import { optionalText } from './information.ts'
import { nodeAt, type Path, pathOf } from './json-pointer.ts'
import { schemaReader } from './json-schema.ts'
import { isRecord, type Resolve } from './json-schema-example.ts'
import {
  type Context,
  invalidOperation,
  invalidSchema,
  type PlacedParameter,
  reportLeftOut,
} from './openapi-context.ts'
import { definitionOf } from './openapi-definition.ts'
import {
  bodyExampleOf,
  parameterExamplesOf,
  parameterSchema,
  swaggerBodyExampleOf,
} from './openapi-examples.ts'

/** An operation as a specification describes it; `id` is absent when it has no operationId. */
export type DescribedOperation = Omit<Operation, 'id' | 'policy'> & { readonly id?: string }

export type Specification = {
  readonly operations: readonly DescribedOperation[]
  /** What the definitions of the operations refer to. */
  readonly schemas: Record<string, unknown>
  /** Path of the first server, for an API that has no information file. */
  readonly basePath: string
}

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'] as const

const documentSchema = z.looseObject({
  openapi: z.union([z.string(), z.number()]).optional(),
  swagger: z.union([z.string(), z.number()]).optional(),
  basePath: optionalText,
  servers: z
    .array(
      z.looseObject({
        url: z.string(),
        variables: z.record(z.string(), z.looseObject({ default: z.unknown() })).nullish(),
      }),
    )
    .nullish(),
  consumes: z.array(z.string()).nullish(),
  produces: z.array(z.string()).nullish(),
  paths: z.record(z.string(), z.unknown()).nullish(),
  // Paths with a query part, which OpenAPI itself does not allow.
  'x-ms-paths': z.record(z.string(), z.unknown()).nullish(),
})

const parameterList = z.array(z.unknown()).nullish()

const pathItemSchema = z.looseObject({ parameters: parameterList })

const operationSchema = z.looseObject({
  operationId: optionalText,
  summary: optionalText,
  parameters: parameterList,
  consumes: z.array(z.string()).nullish(),
  produces: z.array(z.string()).nullish(),
  requestBody: z.unknown().optional(),
  responses: z.record(z.string(), z.unknown()).nullish(),
})

export type OpenApiOperation = z.output<typeof operationSchema>

/**
 * Reads the operations of an OpenAPI 3 or Swagger 2 document. What cannot be read becomes an
 * error, a schema that cannot be read a warning, with their place when `lineOf` finds it;
 * undefined when this is no such document at all.
 */
export function readSpecification(
  value: unknown,
  place: string,
  findings: Findings,
  lineOf?: (path: Path) => string,
): Specification | undefined {
  const parsed = documentSchema.safeParse(value)
  const whereOf = (path: Path) =>
    `${place}${lineOf === undefined ? '' : `:${lineOf(path)}`} ${path.join('.')}`.trim()
  const versionProblem = parsed.success ? versionProblemOf(parsed.data) : undefined
  if (!parsed.success || versionProblem !== undefined) {
    const issue = parsed.error?.issues[0]
    findings.error({
      code: 'ARTIFACTS_NOT_OPENAPI',
      where: issue === undefined ? place : whereOf(issue.path.map(String)),
      what: issue?.message ?? versionProblem ?? '',
      why: 'the operations of an API are read from OpenAPI 3 or Swagger 2',
      fix: 'extract the specification again, or write `openapi: 3.0.1` and its paths',
    })
    return undefined
  }
  const document = parsed.data
  const schemas = schemaReader(document, (at, what) =>
    findings.warn(invalidSchema(whereOf(at), what)),
  )
  const context: Context = {
    resolve: resolverOf(document),
    schemas,
    isSwagger: document.swagger !== undefined,
    consumes: document.consumes ?? [],
    produces: document.produces ?? [],
    findings,
    whereOf,
    told: new Set(),
  }
  const operations = (['paths', 'x-ms-paths'] as const).flatMap((root) =>
    Object.entries(document[root] ?? {}).flatMap(([path, item]) =>
      operationsOf([root, path], item, context),
    ),
  )
  return { operations, schemas: schemas.finish(), basePath: basePathOf(document) }
}

function versionProblemOf({
  openapi,
  swagger,
}: z.output<typeof documentSchema>): string | undefined {
  if (openapi === undefined && swagger === undefined) {
    return 'this document has neither `openapi` nor `swagger`'
  }
  const isKnown = openapi === undefined ? /^2\b/ : /^3\b/
  const version = String(openapi ?? swagger)
  return isKnown.test(version)
    ? undefined
    : `version ${version} of ${openapi === undefined ? 'Swagger' : 'OpenAPI'} is not known`
}

function operationsOf(
  at: readonly [string, string],
  item: unknown,
  context: Context,
): DescribedOperation[] {
  const path = at[1]
  if (path.startsWith('x-')) return []
  const pathItem = pathItemSchema.safeParse(context.resolve(item) ?? {})
  if (!pathItem.success) {
    context.findings.error(invalidOperation(at, pathItem.error, context))
    return []
  }
  return methods.flatMap((method): DescribedOperation[] => {
    const described = pathItem.data[method]
    if (described === undefined || described === null) return []
    const operation = operationSchema.safeParse(described)
    if (!operation.success) {
      context.findings.error(invalidOperation([...at, method], operation.error, context))
      return []
    }
    const parameters = parametersOf(
      [
        ...placed(pathItem.data.parameters, [...at, 'parameters']),
        ...placed(operation.data.parameters, [...at, method, 'parameters']),
      ],
      context,
    )
    const { operationId, summary } = operation.data
    const name = summary ?? operationId ?? `${method.toUpperCase()} ${path}`
    const examples = {
      ...parameterExamplesOf(
        parameters.map(({ parameter }) => parameter),
        context.resolve,
      ),
      body: bodyOf(operation.data, parameters, context),
    }
    const urlTemplate = path.startsWith('/') ? path : `/${path}`
    const definition = definitionOf(operation.data, [...at, method], parameters, context)
    const common = { name, method: method.toUpperCase(), urlTemplate, examples, definition }
    return [operationId === undefined ? common : { ...common, id: operationId }]
  })
}

function bodyOf(
  operation: OpenApiOperation,
  parameters: readonly PlacedParameter[],
  { resolve, consumes }: Context,
): Operation['examples']['body'] {
  const requestBody = resolve(operation.requestBody)
  if (isRecord(requestBody)) return bodyExampleOf(requestBody.content, resolve)
  const all = parameters.map(({ parameter }) => parameter)
  return swaggerBodyExampleOf(all, operation.consumes ?? consumes, resolve)
}

function placed(list: readonly unknown[] | null | undefined, at: Path) {
  return (list ?? []).map((entry, index) => ({ entry, at: [...at, index] }))
}

/** Those of the operation replace those of the path with the same name and place. */
function parametersOf(
  list: readonly { readonly entry: unknown; readonly at: Path }[],
  context: Context,
): PlacedParameter[] {
  const parameters = new Map<string, PlacedParameter>()
  for (const { entry, at } of list) {
    const parsed = parameterSchema.safeParse(context.resolve(entry))
    if (!parsed.success) {
      reportLeftOut(at, 'this is no parameter, or it refers to none', context)
      continue
    }
    parameters.set(`${parsed.data.in} ${parsed.data.name}`, { parameter: parsed.data, at })
  }
  return [...parameters.values()]
}

// A chain of references longer than this goes in a circle.
const referencesMax = 20

/** References into other files are not followed; they resolve to nothing. */
function resolverOf(document: unknown): Resolve {
  return (node) => {
    let resolved = node
    for (let step = 0; step < referencesMax; step += 1) {
      if (!isRecord(resolved) || typeof resolved.$ref !== 'string') return resolved
      const reference = resolved.$ref
      resolved = reference.startsWith('#/')
        ? nodeAt(document, pathOf(reference.slice(1)))
        : undefined
    }
    return undefined
  }
}

function basePathOf({ basePath, servers }: z.output<typeof documentSchema>): string {
  const server = servers?.[0]
  const url = (server?.url ?? basePath ?? '').replace(/\{([^}]*)\}/g, (whole, name: string) =>
    String(server?.variables?.[name]?.default ?? whole),
  )
  return url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*/i, '').replace(/^\/+|\/+$/g, '')
}
