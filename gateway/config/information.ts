import { z } from 'zod'
import type { ArtifactFolder } from './artifact-folder.ts'
import type { Findings } from './errors.ts'
import { parseDocumentText, placeOfField } from './parse-document.ts'

/** What every reader of a kind of resource gets. */
export type Source = {
  readonly artifacts: ArtifactFolder
  readonly findings: Findings
  /** The workspace that the folder is of. */
  readonly workspaceId?: string
}

/** ARM writes absent values as null or leaves them out. */
export const optionalText = z
  .string()
  .nullish()
  .transform((text) => text ?? undefined)
export const optionalFlag = z
  .boolean()
  .nullish()
  .transform((flag) => flag ?? undefined)

const informationFile = z.looseObject({ properties: z.unknown().optional() })

/**
 * The `properties` of an information file (`{"properties": {...}}`, the shape of ARM), or
 * undefined when there is no such file or it is wrong, which is then an error of the findings.
 */
export function readProperties<Schema extends z.ZodType>(
  source: Source,
  path: string,
  schema: Schema,
): z.output<Schema> | undefined {
  const file = readJson(source, path, informationFile)
  if (file === undefined) return undefined
  // Product links and fragments are written as `{}`.
  return checked(source, path, schema, file.properties ?? {}, ['properties'])
}

/** A whole JSON file, checked; undefined when it is absent or wrong. */
export function readJson<Schema extends z.ZodType>(
  source: Source,
  path: string,
  schema: Schema,
): z.output<Schema> | undefined {
  const text = source.artifacts.texts.get(path)
  if (text === undefined) return undefined
  const parsed = parseDocumentText(text, source.artifacts.placeOf(path), source.findings)
  return parsed === undefined ? undefined : checked(source, path, schema, parsed.value, [])
}

function checked<Schema extends z.ZodType>(
  { artifacts, findings }: Source,
  path: string,
  schema: Schema,
  value: unknown,
  inside: readonly string[],
): z.output<Schema> | undefined {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const text = artifacts.texts.get(path) ?? ''
  for (const issue of result.error.issues) {
    const field = [...inside, ...issue.path]
    const place = `${artifacts.placeOf(path)}:${placeOfField(text, field)}`
    findings.error({
      code: 'ARTIFACTS_INVALID_FIELD',
      where: `${place} ${field.map(String).join('.')}`.trim(),
      what: issue.message,
      why: 'the file does not have the shape that Azure Resource Manager gives this resource',
      fix: 'correct this field, or extract the file again',
    })
  }
  return undefined
}
