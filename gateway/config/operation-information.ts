import { z } from 'zod'
import type { Operation } from '../../ledger/revision.ts'
import { optionalText, readProperties, type Source } from './information.ts'
import type { DescribedOperation } from './openapi.ts'
import { serialized } from './openapi-examples.ts'

const parameters = z
  .array(
    z.looseObject({
      name: z.string(),
      required: z.boolean().nullish(),
      defaultValue: optionalText,
      values: z.array(z.string()).nullish(),
    }),
  )
  .nullish()
  .transform((list) => list ?? [])

const representations = z
  .array(
    z.looseObject({
      contentType: z.string(),
      sample: optionalText,
      examples: z.record(z.string(), z.looseObject({ value: z.unknown().optional() })).nullish(),
    }),
  )
  .nullish()
  .transform((list) => list ?? [])

const operationProperties = z.looseObject({
  displayName: optionalText,
  method: z.string(),
  urlTemplate: z.string(),
  templateParameters: parameters,
  request: z.looseObject({ queryParameters: parameters, representations }).nullish(),
})

/** `operationInformation.json` (apiops-cli), the ARM shape of an operation. */
export function readOperationInformation(
  source: Source,
  path: string,
): DescribedOperation | undefined {
  const read = readProperties(source, path, operationProperties)
  if (read === undefined) return undefined
  const { displayName, method, urlTemplate, templateParameters, request } = read
  const required = (request?.queryParameters ?? []).filter((one) => one.required === true)
  return {
    name: displayName ?? `${method} ${urlTemplate}`,
    method: method.toUpperCase(),
    urlTemplate: urlTemplate.startsWith('/') ? urlTemplate : `/${urlTemplate}`,
    examples: {
      path: valuesOf(templateParameters),
      query: valuesOf(required),
      body: bodyOf(request?.representations ?? []),
    },
  }
}

function valuesOf(list: z.output<typeof parameters>): Record<string, string> {
  return Object.fromEntries(
    list.map(({ name, defaultValue, values }) => [name, defaultValue || values?.[0] || 'sample']),
  )
}

function bodyOf(list: z.output<typeof representations>): Operation['examples']['body'] {
  for (const { contentType, sample, examples } of list) {
    const value = sample ?? Object.values(examples ?? {})[0]?.value
    const body = serialized(contentType, value)
    if (body !== undefined) return body
  }
  return undefined
}
