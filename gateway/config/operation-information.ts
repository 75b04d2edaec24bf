import { z } from 'zod'
import { type Operation, operationExtrasSchema } from '../../ledger/revision.ts'
import {
  armDefinitionOf,
  armMessages,
  type armParameters,
  type armRepresentations,
} from './arm-definition.ts'
import { optionalText, readProperties, type Source } from './information.ts'
import type { DescribedOperation } from './openapi.ts'
import { serialized } from './openapi-examples.ts'

const operationProperties = z.looseObject({
  displayName: optionalText,
  method: z.string(),
  urlTemplate: z.string(),
  ...armMessages,
  /** As a management plane of this project exports it. */
  gatedrill: operationExtrasSchema.optional(),
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
  const described = {
    name: displayName ?? `${method} ${urlTemplate}`,
    method: method.toUpperCase(),
    urlTemplate: urlTemplate.startsWith('/') ? urlTemplate : `/${urlTemplate}`,
  }
  if (read.gatedrill !== undefined) return { ...described, ...read.gatedrill }
  return {
    ...described,
    examples: {
      path: valuesOf(templateParameters),
      query: valuesOf(required),
      body: bodyOf(request?.representations ?? []),
    },
    definition: armDefinitionOf(read),
  }
}

function valuesOf(list: z.output<typeof armParameters>): Record<string, string> {
  return Object.fromEntries(
    list.map(({ name, defaultValue, values }) => [name, defaultValue || values?.[0] || 'sample']),
  )
}

function bodyOf(list: z.output<typeof armRepresentations>): Operation['examples']['body'] {
  for (const { contentType, sample, examples } of list) {
    const value = sample ?? Object.values(examples ?? {})[0]?.value
    const body = serialized(contentType, value)
    if (body !== undefined) return body
  }
  return undefined
}
