import { z } from 'zod'
import type { Operation } from '../../ledger/revision.ts'
import type { Findings } from './errors.ts'
import { optionalText } from './information.ts'
import { isRecord, type Resolve } from './json-schema-example.ts'
import {
  bodyExampleOf,
  type Parameter,
  parameterExamplesOf,
  parameterSchema,
  swaggerBodyExampleOf,
} from './openapi-examples.ts'

/** An operation as a specification describes it; `id` is absent when it has no operationId. */
export type DescribedOperation = Omit<Operation, 'id' | 'policy'> & { readonly id?: string }

export type Specification = {
  readonly operations: readonly DescribedOperation[]
  /** Path of the first server, for an API that has no information file. */
  readonly basePath: string
}

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'] as const

const documentSchema = z.looseObject({
  openapi: z.union([z.string(), z.number()]).optional(),
  swagger: z.union([z.string(), z.number()]).optional(),
  basePath: optionalText,
  servers: z.array(z.looseObject({ url: z.string() })).nullish(),
  consumes: z.array(z.string()).nullish(),
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
  requestBody: z.unknown().optional(),
})

/**
 * Reads the operations of an OpenAPI 3 or Swagger 2 document. What cannot be read becomes an
 * error that names the path and method; undefined when this is no such document at all.
 */
export function readSpecification(
  value: unknown,
  place: string,
  findings: Findings,
): Specification | undefined {
  const parsed = documentSchema.safeParse(value)
  if (!parsed.success || (parsed.data.openapi ?? parsed.data.swagger) === undefined) {
    const issue = parsed.error?.issues[0]
    findings.error({
      code: 'ARTIFACTS_NOT_OPENAPI',
      where: issue === undefined ? place : `${place} ${issue.path.join('.')}`.trim(),
      what: issue?.message ?? 'this document has neither `openapi` nor `swagger`',
      why: 'the operations of an API are read from OpenAPI 3 or Swagger 2',
      fix: 'extract the specification again, or write `openapi: 3.0.1` and its paths',
    })
    return undefined
  }
  const document = parsed.data
  const context = { resolve: resolverOf(document), consumes: document.consumes ?? [] }
  const paths = { ...document.paths, ...document['x-ms-paths'] }
  const operations = Object.entries(paths).flatMap(([path, item]) =>
    operationsOf(path, item, context, place, findings),
  )
  return { operations, basePath: basePathOf(document) }
}

type Context = { readonly resolve: Resolve; readonly consumes: readonly string[] }

function operationsOf(
  path: string,
  item: unknown,
  context: Context,
  place: string,
  findings: Findings,
): DescribedOperation[] {
  if (path.startsWith('x-')) return []
  const pathItem = pathItemSchema.safeParse(context.resolve(item) ?? {})
  if (!pathItem.success) {
    findings.error(invalidOperation(`${place} paths.${path}`, pathItem.error))
    return []
  }
  return methods.flatMap((method): DescribedOperation[] => {
    const described = pathItem.data[method]
    if (described === undefined || described === null) return []
    const operation = operationSchema.safeParse(described)
    if (!operation.success) {
      findings.error(invalidOperation(`${place} paths.${path}.${method}`, operation.error))
      return []
    }
    const parameters = parametersOf(
      [...(pathItem.data.parameters ?? []), ...(operation.data.parameters ?? [])],
      context.resolve,
    )
    const { operationId, summary } = operation.data
    const name = summary ?? operationId ?? `${method.toUpperCase()} ${path}`
    const examples = {
      ...parameterExamplesOf(parameters, context.resolve),
      body: bodyOf(operation.data, parameters, context),
    }
    const urlTemplate = path.startsWith('/') ? path : `/${path}`
    const common = { name, method: method.toUpperCase(), urlTemplate, examples }
    return [operationId === undefined ? common : { ...common, id: operationId }]
  })
}

function bodyOf(
  operation: z.output<typeof operationSchema>,
  parameters: readonly Parameter[],
  { resolve, consumes }: Context,
): Operation['examples']['body'] {
  const requestBody = resolve(operation.requestBody)
  return isRecord(requestBody)
    ? bodyExampleOf(requestBody.content, resolve)
    : swaggerBodyExampleOf(parameters, operation.consumes ?? consumes, resolve)
}

/** Those of the operation replace those of the path with the same name and place. */
function parametersOf(list: readonly unknown[], resolve: Resolve): Parameter[] {
  const parameters = new Map<string, Parameter>()
  for (const entry of list) {
    const parsed = parameterSchema.safeParse(resolve(entry))
    if (parsed.success) parameters.set(`${parsed.data.in} ${parsed.data.name}`, parsed.data)
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
      resolved = targetOf(document, resolved.$ref)
    }
    return undefined
  }
}

/** Source: JSON Pointer, RFC 6901, sections 4 and 6. */
function targetOf(document: unknown, reference: string): unknown {
  if (!reference.startsWith('#/')) return undefined
  let node: unknown = document
  for (const part of reference.slice(2).split('/')) {
    const name = unescaped(part).replaceAll('~1', '/').replaceAll('~0', '~')
    if (Array.isArray(node)) node = node[Number(name)]
    else if (isRecord(node) && Object.hasOwn(node, name)) node = node[name]
    else return undefined
  }
  return node
}

function unescaped(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    // A lone `%` in a name stands for itself.
    return part
  }
}

function basePathOf({ basePath, servers }: z.output<typeof documentSchema>): string {
  const url = servers?.[0]?.url ?? basePath ?? ''
  return url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*/i, '').replace(/^\/+|\/+$/g, '')
}

function invalidOperation(where: string, error: z.ZodError) {
  const issue = error.issues[0]
  const field = issue?.path.join('.') ?? ''
  return {
    code: 'ARTIFACTS_INVALID_OPERATION',
    where: `${where}${field === '' ? '' : `.${field}`}`,
    what: issue?.message ?? 'this is no operation',
    why: 'an operation that cannot be read could not be called',
    fix: 'write it as OpenAPI 3 or Swagger 2 say',
  } as const
}
