import { z } from 'zod'
import type { SharedSchema } from '../../ledger/definition.ts'
import { optionalText, readProperties, type Source } from './information.ts'
import { parseDocumentText } from './parse-document.ts'

const schemaProperties = z.looseObject({
  schemaType: optionalText,
  // A text for XML; for JSON a text or the document itself.
  value: z.unknown().optional(),
  document: z.unknown().optional(),
})

/** The schemas of the service: `schemas/<id>/schemaInformation.json`. Source: ARM, service/schemas. */
export function readSharedSchemas(source: Source): SharedSchema[] {
  return source.artifacts.foldersIn('schemas').flatMap((id): SharedSchema[] => {
    const file = `schemas/${id}/schemaInformation.json`
    const read = readProperties(source, file, schemaProperties)
    if (read === undefined) return []
    const given = read.document ?? read.value
    if (read.schemaType?.toLowerCase() === 'xml') {
      return [{ id, kind: 'xml', ...(typeof given === 'string' ? { document: given } : {}) }]
    }
    if (typeof given !== 'string') return [{ id, kind: 'json', document: given }]
    const place = `${source.artifacts.placeOf(file)} properties.value.json`
    const parsed = parseDocumentText(given, place, source.findings)
    return parsed === undefined ? [] : [{ id, kind: 'json', document: parsed.value }]
  })
}
