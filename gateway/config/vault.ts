import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { GatedrillError } from '../../ledger/errors.ts'
import { collectFindings } from './errors.ts'
import { parseDocumentText, placeOfField } from './parse-document.ts'

/** Secrets of a key vault, by their names or by their whole identifiers. */
export type Vault = Readonly<Record<string, string>>

const vaultSchema = z.record(z.string(), z.string())

/**
 * Reads a file that stands in for key vaults: a JSON or YAML object of names (`api-key`) or
 * identifiers (`https://shop.vault.azure.net/secrets/api-key`) to texts. Throws a GatedrillError
 * that never shows a secret.
 */
export async function readVault(file: string): Promise<Vault> {
  const text = await readFile(file, 'utf8').catch(() => undefined)
  if (text === undefined)
    throw badVault(file, 'this file cannot be read', 'give a file that is there')
  const findings = collectFindings()
  const parsed = parseDocumentText(text.replace(/^\uFEFF/, ''), file, findings)
  if (parsed === undefined) {
    // What a parser says may quote the text.
    const what = 'this is not valid JSON or YAML'
    throw new GatedrillError(findings.errors.map((problem) => ({ ...problem, what })))
  }
  const result = vaultSchema.safeParse(parsed.value ?? {})
  if (result.success) return result.data
  const [issue] = result.error.issues
  const field = issue?.path.map(String).join('.') ?? ''
  const place = `${file}:${placeOfField(text, issue?.path ?? [])} ${field}`.trim()
  throw badVault(place, 'this is no text', 'write secrets as texts, by the names that they have')
}

/** The secret behind `https://<vault>/secrets/<name>/<version>`; the version is not looked at. */
export function secretIn(vault: Vault, identifier: string): string | undefined {
  const name = secretNameOf(identifier)
  const versionless = identifier.replace(/(\/secrets\/[^/]+)\/.*$/, '$1')
  const known = [identifier, versionless, name].find((one) => Object.hasOwn(vault, one))
  return known === undefined ? undefined : vault[known]
}

export function secretNameOf(identifier: string): string {
  return /\/secrets\/([^/]+)/.exec(identifier)?.[1] ?? identifier
}

function badVault(where: string, what: string, fix: string): GatedrillError {
  return new GatedrillError({
    code: 'VAULT_INVALID',
    where,
    what,
    why: 'a vault file is a JSON or YAML object of names of secrets to texts',
    fix,
  })
}
