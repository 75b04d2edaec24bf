import { z } from 'zod'
import type { NamedValue } from '../../ledger/revision.ts'
import { optionalFlag, optionalText, readProperties, type Source } from './information.ts'

const namedValueProperties = z.looseObject({
  displayName: optionalText,
  value: optionalText,
  secret: optionalFlag,
  keyVault: z.unknown().optional(),
})

/** `named values/` of the toolkit, `namedValues/` of apiops-cli. */
export const namedValueFolders = ['named values', 'namedValues'] as const

/**
 * Named values with the given ones (by displayName) in place of those of the folder. One that is
 * given but has no file is added, for extractors are often told to leave some out.
 */
export function readNamedValues(
  source: Source,
  given: Readonly<Record<string, string>>,
): NamedValue[] {
  const { artifacts, findings } = source
  const values: NamedValue[] = []
  for (const root of namedValueFolders) {
    for (const id of artifacts.foldersIn(root)) {
      const path = `${root}/${id}/namedValueInformation.json`
      const read = readProperties(source, path, namedValueProperties)
      if (read === undefined) continue
      const displayName = read.displayName ?? id
      const value = givenValue(given, displayName) ?? read.value
      const isSecret = read.secret === true || read.keyVault !== undefined
      values.push({ id, displayName, value, isSecret })
      if (value === undefined) {
        findings.warn({
          code: 'ARTIFACTS_VALUE_MISSING',
          where: artifacts.placeOf(path),
          what: `named value ${displayName} has no value`,
          why: `the artifact folder does not hold ${isSecret ? 'secrets' : 'it'}`,
          fix: `give it in the scenario: gateway.namedValues['${displayName}']`,
        })
      }
    }
  }
  const known = new Set(values.map(({ displayName }) => displayName))
  for (const [displayName, value] of Object.entries(given)) {
    // Nothing says whether it is a secret, so it is treated as one.
    if (!known.has(displayName))
      values.push({ id: displayName, displayName, value, isSecret: true })
  }
  return values
}

/** Replaces each `{{name}}` that has a value, in the settings of backends and APIs. */
export function resolveNamedValues(text: string, values: readonly NamedValue[]): string {
  return text.replace(/\{\{([A-Za-z0-9._-]+)\}\}/g, (whole, name: string) => {
    return values.find(({ displayName }) => displayName === name)?.value ?? whole
  })
}

function givenValue(given: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.hasOwn(given, name) ? given[name] : undefined
}
