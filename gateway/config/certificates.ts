import { createPrivateKey, X509Certificate } from 'node:crypto'
import { z } from 'zod'
import type { RevisionContent } from '../../ledger/revision.ts'
import { optionalText, readProperties, type Source } from './information.ts'
import { placeOfField } from './parse-document.ts'
import { type PfxContent, readPfx } from './pfx.ts'
import { revokedIn } from './revocation-list.ts'
import { secretIn, type Vault } from './vault.ts'

const certificateProperties = z
  .looseObject({
    certificate: optionalText.refine(isCertificate, 'this is no certificate in PEM'),
    privateKey: optionalText.refine(isKey, 'this is no private key in PEM without a passphrase'),
    data: optionalText,
    password: optionalText,
    revocationList: optionalText.refine(
      (pem) => pem === undefined || revokedIn(pem) !== undefined,
      'this is no list of revoked certificates in PEM',
    ),
    keyVault: z.looseObject({ secretIdentifier: optionalText }).nullish(),
  })
  .refine(
    ({ certificate, data, keyVault }) =>
      certificate !== undefined || data !== undefined || keyVault?.secretIdentifier !== undefined,
    'it has neither a certificate (PEM), nor data (PKCS #12 in base64), nor a secret of a key vault',
  )

type Properties = z.output<typeof certificateProperties>

/**
 * Certificates of the service, from `certificates/<id>/certificateInformation.json`: the PEM texts
 * `certificate` and `privateKey`, or as Resource Manager takes them, `data` (PKCS #12 in base64) and
 * `password`, or a secret of a key vault that the vault file has. No extractor writes them, for the
 * service gives no private key away: a team adds the files it wants to rehearse with. The PEM text
 * `revocationList` of an authority stands in for the address that it publishes its list at.
 */
export function readCertificates(
  source: Source,
  vault: Vault = {},
): RevisionContent['certificates'] {
  const ids = source.artifacts.foldersIn('certificates')
  if (ids.length === 0) return undefined
  return ids.flatMap((id) => {
    const path = `certificates/${id}/certificateInformation.json`
    const read = readProperties(source, path, certificateProperties)
    if (read === undefined) return []
    const { certificate, privateKey, revocationList = '' } = read
    const listed = revokedIn(revocationList)
    const revoked = listed === undefined ? {} : { revoked: [...listed] }
    if (certificate !== undefined) return [{ id, certificate, key: privateKey, ...revoked }]
    const unpacked = unpackedOf(source, path, id, read, vault)
    return unpacked === undefined ? [] : [{ id, ...unpacked, ...revoked }]
  })
}

function unpackedOf(
  { artifacts, findings }: Source,
  path: string,
  id: string,
  { data, password, keyVault }: Properties,
  vault: Vault,
): PfxContent | undefined {
  const where = (field: string) => {
    const text = artifacts.texts.get(path) ?? ''
    return `${artifacts.placeOf(path)}:${placeOfField(text, ['properties', field])}`
  }
  const identifier = keyVault?.secretIdentifier
  const packed = data ?? (identifier === undefined ? undefined : secretIn(vault, identifier))
  if (packed === undefined) {
    findings.warn({
      code: 'ARTIFACTS_VALUE_MISSING',
      where: where('keyVault'),
      what: `certificate ${id} has no data`,
      why: `it is the secret ${identifier}, and no vault here has it`,
      fix: 'put it into a vault file (--vault <file>, gateway.vault of a scenario), PKCS #12 in base64',
    })
    return undefined
  }
  try {
    return readPfx(Buffer.from(packed, 'base64'), password)
  } catch (error) {
    findings.error({
      code: 'ARTIFACTS_INVALID_FIELD',
      where: `${where(data === undefined ? 'keyVault' : 'data')} properties.data`,
      what: `the PKCS #12 file of certificate ${id} cannot be read`,
      why: error instanceof Error ? error.message : String(error),
      fix: 'write the .pfx file in base64 and its password, or certificate and privateKey in PEM',
    })
    return undefined
  }
}

function isCertificate(pem: string | undefined): boolean {
  return pem === undefined || isMade(() => new X509Certificate(pem))
}

function isKey(pem: string | undefined): boolean {
  return pem === undefined || isMade(() => createPrivateKey(pem))
}

function isMade(make: () => unknown): boolean {
  try {
    make()
    return true
  } catch {
    return false
  }
}
