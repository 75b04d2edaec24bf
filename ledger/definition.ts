import { z } from 'zod'

/*
 * What a specification says of the messages of an operation. Schemas are JSON Schema 2020-12; what
 * several of them share is in `schemas` of the API, and they name it as `#/$defs/<name>`.
 */

const parameterDefinitionSchema = z.strictObject({
  name: z.string(),
  isRequired: z.boolean(),
  /** Absent: any text will do. */
  schema: z.unknown().optional(),
  /** Between the values of a list in one text; absent where each has a text of its own. */
  separator: z.string().optional(),
})

const representationSchema = z.strictObject({
  contentType: z.string(),
  schema: z.unknown().optional(),
  /** Whole bodies, in the order of the specification. */
  examples: z.array(z.string()),
})

const responseDefinitionSchema = z.strictObject({
  /** `200`, `2XX` or `default`. */
  status: z.string(),
  headers: z.array(parameterDefinitionSchema),
  representations: z.array(representationSchema),
})

export const operationDefinitionSchema = z.strictObject({
  path: z.array(parameterDefinitionSchema),
  query: z.array(parameterDefinitionSchema),
  headers: z.array(parameterDefinitionSchema),
  /** Bodies of the request. */
  request: z.array(representationSchema),
  responses: z.array(responseDefinitionSchema),
})

/** By name; each may name others, and itself. */
export const schemasSchema = z.record(z.string(), z.unknown())

/** A schema of the service itself, which `validate-content` names by its id. */
export const sharedSchemaSchema = z.strictObject({
  id: z.string(),
  kind: z.enum(['json', 'xml']),
  /** The schema document as it stands; of XML its text. */
  document: z.unknown().optional(),
})

export type ParameterDefinition = z.infer<typeof parameterDefinitionSchema>
export type Representation = z.infer<typeof representationSchema>
export type ResponseDefinition = z.infer<typeof responseDefinitionSchema>
export type OperationDefinition = z.infer<typeof operationDefinitionSchema>
export type SharedSchema = z.infer<typeof sharedSchemaSchema>
