import { z } from 'zod'
import { ArmError, invalid } from './arm-error.ts'
import { type Properties, propertiesSchema } from './information-file.ts'

/** What a request says beside the resource that it names. */
export type ArmRequest = {
  readonly method: string
  /** Behind `/service/{name}/`, decoded. */
  readonly segments: readonly string[]
  /** Up to and with `/service/{name}`, as it was asked. */
  readonly root: string
  readonly query: Readonly<Record<string, unknown>>
  readonly ifMatch: string | undefined
  readonly ifNoneMatch: string | undefined
  readonly body: unknown
}

export type ArmAnswer = {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
}

const bodySchema = z.looseObject({ properties: propertiesSchema })

/** The `properties` of a body in the shape of ARM; an ArmError for any other. */
export function bodyPropertiesOf(body: unknown): Properties {
  const parsed = bodySchema.safeParse(body)
  if (parsed.success) return parsed.data.properties
  throw invalid([{ target: 'properties', message: 'a body is an object with properties' }])
}

const pageSchema = z.object({
  $top: z.coerce.number().int().min(1).max(10_000).default(10_000),
  $skip: z.coerce.number().int().min(0).default(0),
})

export type Page = { readonly top: number; readonly skip: number }

export function pageOf(query: ArmRequest['query']): Page {
  const parsed = pageSchema.safeParse(query)
  if (!parsed.success) {
    throw invalid(
      parsed.error.issues.map(({ path, message }) => ({ target: path.join('.'), message })),
    )
  }
  // Leaving it out would answer another question than was asked.
  if (query.$filter !== undefined) {
    throw invalid([{ target: '$filter', message: 'filters are not supported here' }])
  }
  return { top: parsed.data.$top, skip: parsed.data.$skip }
}

/** Source: Azure Resource Manager, the error of a request without it. */
export function requireApiVersion(query: ArmRequest['query']): void {
  if (typeof query['api-version'] === 'string' && query['api-version'] !== '') return
  throw new ArmError(
    400,
    'MissingApiVersionParameter',
    'The api-version query parameter (?api-version=) is required for all requests.',
  )
}

/**
 * Holds a write to its conditions; `etag` is undefined for what is not there. Changing and deleting
 * need `If-Match`, which may be `*`. Source: ARM, Microsoft.ApiManagement (parameter IfMatch).
 */
export function checkConditions(request: ArmRequest, etag: string | undefined): void {
  const { method, ifMatch, ifNoneMatch } = request
  if (ifNoneMatch?.trim() === '*' && etag !== undefined) {
    throw preconditionFailed('If-None-Match says *, and the resource is there')
  }
  if (ifMatch === undefined) {
    if (method === 'PUT' || method === 'POST') return
    throw preconditionFailed('If-Match is required: the ETag of the resource, or *')
  }
  const tags = ifMatch.split(',').map((tag) => tag.trim().replace(/^W\//, ''))
  if (tags.includes('*') || (etag !== undefined && tags.includes(etag))) return
  throw preconditionFailed(`If-Match says ${ifMatch}, the resource is ${etag ?? 'not there'}`)
}

function preconditionFailed(message: string): ArmError {
  return new ArmError(412, 'PreconditionFailed', message)
}
