import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'

const vaultSchema = z.record(z.string(), z.string())

/**
 * The secret behind `https://<vault>/secrets/<name>` in the file that stands in for key vaults, as
 * it is now; undefined when it has none. Throws when the file cannot be read.
 */
export function vaultSecretOf(file: string, identifier: string): string | undefined {
  const vault = vaultSchema.parse(parse(readFileSync(file, 'utf8')) ?? {})
  const versionless = identifier.replace(/(\/secrets\/[^/]+)\/.*$/, '$1')
  const name = /\/secrets\/([^/]+)/.exec(identifier)?.[1] ?? identifier
  const known = [identifier, versionless, name].find((one) => Object.hasOwn(vault, one))
  return known === undefined ? undefined : vault[known]
}
