import { z } from 'zod'

export type Properties = Readonly<Record<string, unknown>>

export const propertiesSchema = z.record(z.string(), z.unknown())
const fileSchema = z.looseObject({ properties: propertiesSchema.nullish() })

/** The `properties` of an information file; empty in the file of a link; undefined for no such. */
export function propertiesOf(text: string | undefined): Properties | undefined {
  if (text === undefined) return undefined
  try {
    return fileSchema.parse(JSON.parse(text)).properties ?? {}
  } catch {
    return undefined
  }
}

export function textOfProperties(properties: Properties): string {
  return `${JSON.stringify({ properties }, undefined, 2)}\n`
}
