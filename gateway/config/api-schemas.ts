import { z } from 'zod'
import { optionalText, readProperties, type Source } from './information.ts'
import { escaped } from './json-pointer.ts'
import { schemaReader } from './json-schema.ts'
import { isRecord } from './json-schema-example.ts'
import { placesIn } from './parse-document.ts'

const schemaProperties = z.looseObject({
  contentType: optionalText,
  document: z.unknown().optional(),
})
const fileNames = ['apiSchemaInformation.json', 'schemaInformation.json']

/**
 * The schemas that ARM keeps beside an API and that its operations name:
 * `apis/<api>/schemas/<id>/`, with `components.schemas` of OpenAPI or `definitions` of Swagger.
 * Source: ARM, apis/schemas.
 */
export function readApiSchemas(source: Source, apiFolder: string): Record<string, unknown> {
  const root = `${apiFolder}/schemas`
  const all = source.artifacts
    .foldersIn(root)
    .flatMap((id) =>
      fileNames.flatMap((name) => Object.entries(schemasIn(source, `${root}/${id}/${name}`))),
    )
  return Object.fromEntries(all)
}

/** The schema document of a GraphQL API, which ARM keeps as a text beside it. */
export function readGraphqlSchema(source: Source, apiFolder: string): string | undefined {
  return textsOf('application/vnd.ms-azure-apim.graphql.schema', source, apiFolder)[0]?.[1]
}

/** The schemas of an API that was made of WSDL, by their ids. Source: ARM, apis/schemas. */
export function readApiXmlSchemas(source: Source, apiFolder: string): Record<string, string> {
  const texts = textsOf('application/vnd.ms-azure-apim.xsd+xml', source, apiFolder)
  return Object.fromEntries(texts)
}

function textsOf(contentType: string, source: Source, apiFolder: string) {
  const root = `${apiFolder}/schemas`
  return source.artifacts.foldersIn(root).flatMap((id) =>
    fileNames.flatMap((name) => {
      const read = readProperties(source, `${root}/${id}/${name}`, schemaProperties)
      const text = isRecord(read?.document) ? read.document.value : undefined
      const isText = read?.contentType?.toLowerCase() === contentType && typeof text === 'string'
      return isText ? [[id, text] as const] : []
    }),
  )
}

function schemasIn(source: Source, path: string): Record<string, unknown> {
  const read = readProperties(source, path, schemaProperties)
  const document = read?.document
  if (!isRecord(document)) return {}
  const { artifacts, findings } = source
  const lineOf = placesIn(artifacts.texts.get(path) ?? '')
  const reader = schemaReader(document, (at, what) => {
    const field = ['properties', 'document', ...at]
    findings.warn({
      code: 'ARTIFACTS_INVALID_SCHEMA',
      where: `${artifacts.placeOf(path)}:${lineOf(field)} ${field.join('.')}`,
      what,
      why: 'bodies and parameters that it describes cannot be validated, and fail when they are',
      fix: 'write the schema as OpenAPI or JSON Schema say',
    })
  })
  const components = isRecord(document.components) ? document.components : {}
  for (const [pointer, schemas] of [
    ['components/schemas', components.schemas],
    ['definitions', document.definitions],
  ] as const) {
    if (!isRecord(schemas)) continue
    for (const name of Object.keys(schemas))
      reader.read({ $ref: `#/${pointer}/${escaped(name)}` }, [])
  }
  return reader.finish()
}
