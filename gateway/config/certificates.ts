import { createPrivateKey, X509Certificate } from 'node:crypto'
import { z } from 'zod'
import type { RevisionContent } from '../../ledger/revision.ts'
import { optionalText, readProperties, type Source } from './information.ts'

const certificateProperties = z.looseObject({
  certificate: z.string().refine(isCertificate, 'this is no certificate in PEM'),
  privateKey: optionalText.refine(isKey, 'this is no private key in PEM without a passphrase'),
})

/**
 * Certificates of the service, from `certificates/<id>/certificateInformation.json` with the PEM
 * texts `certificate` and `privateKey`. No extractor writes them, for the service gives no private
 * key away: a team adds the files it wants to rehearse with.
 */
export function readCertificates(source: Source): RevisionContent['certificates'] {
  const ids = source.artifacts.foldersIn('certificates')
  if (ids.length === 0) return undefined
  return ids.flatMap((id) => {
    const path = `certificates/${id}/certificateInformation.json`
    const read = readProperties(source, path, certificateProperties)
    return read === undefined ? [] : [{ id, certificate: read.certificate, key: read.privateKey }]
  })
}

function isCertificate(pem: string): boolean {
  return isMade(() => new X509Certificate(pem))
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
