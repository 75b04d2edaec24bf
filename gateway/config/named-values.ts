import { z } from 'zod'
import type { NamedValue } from '../../ledger/revision.ts'
import { optionalFlag, optionalText, readProperties, type Source } from './information.ts'
import { secretIn, secretNameOf, type Vault } from './vault.ts'

const namedValueProperties = z.looseObject({
  displayName: optionalText,
  value: optionalText,
  secret: optionalFlag,
  keyVault: z
    .looseObject({ secretIdentifier: optionalText })
    .nullish()
    .transform((reference) => reference ?? undefined),
})

/** `named values/` of the toolkit, `namedValues/` of apiops-cli. */
export const namedValueFolders = ['named values', 'namedValues'] as const

/**
 * Named values with the given ones (by displayName) in place of those of the folder. One that is
 * given but has no file is added, for extractors are often told to leave some out. References to a
 * key vault are looked up in the vault.
 */
export function readNamedValues(
  source: Source,
  given: Readonly<Record<string, string>>,
  vault: Vault = {},
): NamedValue[] {
  const { artifacts, findings } = source
  const values: NamedValue[] = []
  for (const root of namedValueFolders) {
    for (const id of artifacts.foldersIn(root)) {
      const path = `${root}/${id}/namedValueInformation.json`
      const read = readProperties(source, path, namedValueProperties)
      if (read === undefined) continue
      const displayName = read.displayName ?? id
      const identifier = read.keyVault?.secretIdentifier
      const secret = identifier === undefined ? undefined : secretIn(vault, identifier)
      const value = givenValue(given, displayName) ?? secret ?? read.value
      const isSecret = read.secret === true || read.keyVault !== undefined
      values.push({ id, displayName, value, isSecret })
      if (value === undefined) {
        findings.warn({
          code: 'ARTIFACTS_VALUE_MISSING',
          where: artifacts.placeOf(path),
          what: `named value ${displayName} has no value`,
          why: whyAbsent(isSecret, identifier),
          fix: fixOf(displayName, identifier),
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

function whyAbsent(isSecret: boolean, identifier: string | undefined): string {
  if (identifier !== undefined) return `it is the secret ${identifier}, and no vault here has it`
  return `the artifact folder does not hold ${isSecret ? 'secrets' : 'it'}`
}

function fixOf(displayName: string, identifier: string | undefined): string {
  const inScenario = `give it in the scenario: gateway.namedValues['${displayName}']`
  if (identifier === undefined) return inScenario
  const name = secretNameOf(identifier)
  return `put ${name} into a vault file (--vault <file>, gateway.vault of a scenario), or ${inScenario}`
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
