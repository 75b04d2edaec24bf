import { z } from 'zod'
import type { RevisionContent } from '../../ledger/revision.ts'
import { optionalText, readProperties, type Source } from './information.ts'

export type VersionSet = RevisionContent['versionSets'][number]

export const versionSetProperties = z.looseObject({
  displayName: optionalText,
  versioningScheme: z.enum(['Segment', 'Header', 'Query']).default('Segment'),
  versionHeaderName: optionalText,
  versionQueryName: optionalText,
})

/** `version sets/` of the toolkit, `versionSets/` of apiops-cli. */
export function readVersionSets(source: Source): VersionSet[] {
  const sets: VersionSet[] = []
  for (const root of ['version sets', 'versionSets', 'apiVersionSets']) {
    for (const id of source.artifacts.foldersIn(root)) {
      const path = `${root}/${id}/versionSetInformation.json`
      const read = readProperties(source, path, versionSetProperties)
      if (read !== undefined) sets.push(versionSetOf(id, read))
    }
  }
  return sets
}

export function versionSetOf(id: string, read: z.output<typeof versionSetProperties>): VersionSet {
  const { displayName, versioningScheme: scheme, versionHeaderName, versionQueryName } = read
  // The names that the portal puts in.
  const header = versionHeaderName ?? 'Api-Version'
  const query = versionQueryName ?? 'api-version'
  const parameterName = { Segment: undefined, Header: header, Query: query }[scheme]
  return { id, name: displayName ?? id, scheme, parameterName }
}
