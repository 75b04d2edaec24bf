import { z } from 'zod'
import { type Api, apiExtrasSchema, apiSchema, type NamedValue } from '../../ledger/revision.ts'
import { readApiSchemas, readApiXmlSchemas, readGraphqlSchema } from './api-schemas.ts'
import { optionalFlag, optionalText, readProperties, type Source } from './information.ts'
import { resolveNamedValues } from './named-values.ts'
import { readSpecification, type Specification } from './openapi.ts'
import { readOperations } from './operations.ts'
import { operationsOfType } from './operations-of-type.ts'
import { parseDocumentText, placesIn } from './parse-document.ts'
import { policyIn } from './policies.ts'
import { apiIdWithoutRevision, lastSegmentOf, revisionInApiId } from './resource-id.ts'
import { type VersionSet, versionSetOf, versionSetProperties } from './version-sets.ts'

const apiProperties = z.looseObject({
  displayName: optionalText,
  path: optionalText,
  type: optionalText,
  apiType: optionalText,
  apiRevision: z
    .union([z.string(), z.number()])
    .nullish()
    .transform((revision) => revision?.toString()),
  isCurrent: optionalFlag,
  apiVersion: optionalText,
  apiVersionSetId: optionalText,
  // Some tools write the set into the API instead of into a folder of its own.
  apiVersionSet: z.looseObject({ id: optionalText, ...versionSetProperties.shape }).nullish(),
  serviceUrl: optionalText,
  subscriptionRequired: optionalFlag,
  subscriptionKeyParameterNames: z
    .looseObject({ header: optionalText, query: optionalText })
    .nullish(),
  /** As a management plane of this project exports it. */
  gatedrill: apiExtrasSchema.optional(),
})

type ApiProperties = z.output<typeof apiProperties>

const specificationNames = ['specification.yaml', 'specification.yml', 'specification.json']
const schemaNames = ['specification.graphql', 'schema.graphql']
const unservedTypes = new Set(['mcp', 'a2a'])

export type ReadApis = { readonly apis: Api[]; readonly versionSets: readonly VersionSet[] }

/** All APIs with their operations, and the version sets including those written into APIs. */
export function readApis(
  source: Source,
  namedValues: readonly NamedValue[],
  versionSets: readonly VersionSet[],
): ReadApis {
  const { artifacts } = source
  const ids = artifacts.foldersIn('apis')
  const sets = new Map(versionSets.map((set) => [set.id, set]))
  const apis = ids.flatMap((id): Api[] => {
    const api = readApi(source, id, ids, namedValues)
    if (api === undefined) return []
    addMissingSet(source, api.api, api.read, sets)
    return [api.api]
  })
  return { apis, versionSets: [...sets.values()] }
}

function readApi(
  source: Source,
  id: string,
  ids: readonly string[],
  namedValues: readonly NamedValue[],
): { api: Api; read: ApiProperties } | undefined {
  const { artifacts, findings } = source
  const folder = `apis/${id}`
  const file = `${folder}/apiInformation.json`
  const hasFile = artifacts.texts.has(file)
  const found = readProperties(source, file, apiProperties)
  // Wrong, and already an error.
  if (hasFile && found === undefined) return undefined
  const specification = specificationOf(source, folder)
  if (!hasFile) reportNoInformation(source, id, specification)
  if (!hasFile && specification === undefined) return undefined
  const read = found ?? apiProperties.parse({ path: specification?.basePath ?? id })
  const type = (read.apiType ?? read.type ?? 'http').toLowerCase()
  if (unservedTypes.has(type)) reportType(source, id, type)
  reportResolvers(source, id, folder)
  const described = specification?.operations ?? operationsOfType(type)
  const operations = readOperations(source, folder, described)
  if (operations.length === 0 && !unservedTypes.has(type)) {
    findings.warn({
      code: 'ARTIFACTS_API_WITHOUT_OPERATIONS',
      where: artifacts.placeOf(folder),
      what: `API ${id} has no operations, so every request to it is answered with 404`,
      why: 'there is neither an OpenAPI document nor an operationInformation.json with any',
      fix: 'extract the API with its specification',
    })
  }
  const keyNames = read.subscriptionKeyParameterNames
  const api: Api = {
    id,
    name: read.displayName ?? id,
    path: (read.path ?? '').replace(/^\/+|\/+$/g, ''),
    revision: read.apiRevision ?? revisionInApiId(id) ?? '1',
    isCurrent: isCurrent(id, ids, read),
    version: read.apiVersion === '' ? undefined : read.apiVersion,
    versionSetId: versionSetIdOf(read),
    serviceUrl:
      read.serviceUrl === undefined ? undefined : resolveNamedValues(read.serviceUrl, namedValues),
    isSubscriptionRequired: read.subscriptionRequired ?? true,
    subscriptionKeyHeader: keyNames?.header ?? 'Ocp-Apim-Subscription-Key',
    subscriptionKeyQuery: keyNames?.query ?? 'subscription-key',
    policy: policyIn(artifacts, folder),
    operations,
    ...sharedSchemasOf(source, folder, specification, read),
    ...xmlSchemasOf(source, folder, read),
    ...typeOf(type),
    ...(type === 'graphql' ? graphqlOf(source, folder, read) : {}),
  }
  return { api, read }
}

const types = apiSchema.shape.type.unwrap()

function typeOf(type: string): Pick<Api, 'type'> {
  const known = types.safeParse(type)
  return known.success ? { type: known.data } : {}
}

/** The schema document, from a file beside the API or as ARM keeps it. Source: ARM, apis/schemas. */
function graphqlOf(
  source: Source,
  folder: string,
  { gatedrill: extras }: ApiProperties,
): Pick<Api, 'graphql'> {
  const file = schemaNames.map((name) => source.artifacts.texts.get(`${folder}/${name}`))
  const text =
    extras?.graphql ?? file.find((one) => one !== undefined) ?? readGraphqlSchema(source, folder)
  return text === undefined ? {} : { graphql: text }
}

/** Of the specification, which operations are read from first, else of the folder's own. */
function sharedSchemasOf(
  source: Source,
  folder: string,
  specification: Specification | undefined,
  { gatedrill: extras }: ApiProperties,
): Pick<Api, 'schemas'> {
  if (extras?.schemas !== undefined) return extras
  const schemas = specification?.schemas ?? readApiSchemas(source, folder)
  return Object.keys(schemas).length === 0 ? {} : { schemas }
}

function xmlSchemasOf(
  source: Source,
  folder: string,
  { gatedrill: extras }: ApiProperties,
): Pick<Api, 'xmlSchemas'> {
  const xmlSchemas = extras?.xmlSchemas ?? readApiXmlSchemas(source, folder)
  return Object.keys(xmlSchemas).length === 0 ? {} : { xmlSchemas }
}

/** The folder without `;rev=` is the current revision; a numbered one only where that is absent. */
function isCurrent(id: string, ids: readonly string[], read: ApiProperties): boolean {
  const base = apiIdWithoutRevision(id)
  return base === id || (read.isCurrent === true && !ids.includes(base))
}

function specificationOf(source: Source, folder: string): Specification | undefined {
  const { artifacts, findings } = source
  for (const name of specificationNames) {
    const path = `${folder}/${name}`
    const text = artifacts.texts.get(path)
    if (text === undefined) continue
    const place = artifacts.placeOf(path)
    const parsed = parseDocumentText(text, place, findings)
    return parsed === undefined
      ? undefined
      : readSpecification(parsed.value, place, findings, placesIn(text))
  }
  return undefined
}

function versionSetIdOf({ apiVersionSetId, apiVersionSet }: ApiProperties): string | undefined {
  const id = apiVersionSetId ?? apiVersionSet?.id
  return id === undefined || id === '' ? undefined : lastSegmentOf(id)
}

function addMissingSet(
  { artifacts, findings }: Source,
  api: Api,
  { apiVersionSet }: ApiProperties,
  sets: Map<string, VersionSet>,
): void {
  const id = api.versionSetId
  if (id === undefined || sets.has(id)) return
  sets.set(id, versionSetOf(id, versionSetProperties.parse(apiVersionSet ?? {})))
  if (apiVersionSet !== undefined && apiVersionSet !== null) return
  findings.warn({
    code: 'ARTIFACTS_UNKNOWN_REFERENCE',
    where: artifacts.placeOf(`apis/${api.id}/apiInformation.json`),
    what: `API ${api.id} belongs to version set ${id}, which is not in the folder`,
    why: 'without the set it is unknown how a request names its version; a path segment is assumed',
    fix: `extract "version sets/${id}"`,
  })
}

function reportNoInformation(
  { artifacts, findings }: Source,
  id: string,
  specification: Specification | undefined,
): void {
  const assumed =
    specification === undefined
      ? 'the API is left out'
      : `path /${specification.basePath} is taken from the specification`
  findings.warn({
    code: 'ARTIFACTS_API_WITHOUT_INFORMATION',
    where: artifacts.placeOf(`apis/${id}`),
    what: `API ${id} has no apiInformation.json; ${assumed}`,
    why: 'that file says under which path an API is served',
    fix: 'extract the API again',
  })
}

/** Source: ARM, apis/resolvers. */
function reportResolvers({ artifacts, findings }: Source, id: string, folder: string): void {
  const count = artifacts.foldersIn(`${folder}/resolvers`).length
  if (count === 0) return
  findings.warn({
    code: 'ARTIFACTS_RESOLVERS_NOT_RUN',
    where: artifacts.placeOf(`${folder}/resolvers`),
    what: `${count} ${count === 1 ? 'resolver' : 'resolvers'} of GraphQL API ${id} will not be run`,
    why: 'this gateway passes GraphQL requests on whole, to the service URL of the API',
    fix: 'give the API a GraphQL backend for the drill, or leave it out',
  })
}

function reportType({ artifacts, findings }: Source, id: string, type: string): void {
  findings.warn({
    code: 'ARTIFACTS_API_TYPE_NOT_SERVED',
    where: artifacts.placeOf(`apis/${id}/apiInformation.json`),
    what: `API ${id} is of type ${type}, which this gateway does not serve`,
    why: 'only HTTP operations are run',
    fix: 'leave it out of the drill, or describe it with OpenAPI',
  })
}
