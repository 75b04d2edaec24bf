import {
  constants,
  createHash,
  createPublicKey,
  type KeyObject,
  privateDecrypt,
  privateEncrypt,
  publicEncrypt,
  sign,
  verify,
} from 'node:crypto'
import { raise } from '../error.ts'
import { NetRsa } from '../values/certificate.ts'
import { NetEnum } from '../values/number.ts'
import { defineType, type TypeBuilder } from './define.ts'
import { type Kind, objectKind } from './kind.ts'
import { bool, bytes, dynamic, int, text } from './kinds.ts'

const rsa = objectKind(NetRsa, 'RSA')
const hashName = named('HashAlgorithmName')
const signaturePadding = named('RSASignaturePadding')
const encryptionPadding = named('RSAEncryptionPadding')

/** Values that are told apart by their names. */
function named(type: string): Kind<string> {
  return {
    name: type,
    accepts: (value) => value instanceof NetEnum && value.netType === type,
    from: (value) =>
      value instanceof NetEnum ? value.name : raise('InvalidCastException', `${type} is expected.`),
    to: (name) => new NetEnum(type, name, 0),
  }
}

function namesOf(type: string, names: readonly string[]): TypeBuilder<string> {
  const kind = named(type)
  return names.reduce((table, name) => table.value(name, kind, () => name), defineType(type, kind))
}

export const hashNameType = namesOf('HashAlgorithmName', [
  ...['MD5', 'SHA1', 'SHA256', 'SHA384', 'SHA512'],
])
  .property('Name', text, (name) => name)
  .create([text], ([name]) => new NetEnum('HashAlgorithmName', name.toUpperCase(), 0))

export const signaturePaddingType = namesOf('RSASignaturePadding', ['Pkcs1', 'Pss'])
export const encryptionPaddingType = namesOf('RSAEncryptionPadding', [
  ...['Pkcs1', 'OaepSHA1', 'OaepSHA256', 'OaepSHA384', 'OaepSHA512'],
])

/** Signs and encrypts as .NET's `RSA`. Whatever OpenSSL refuses is a CryptographicException. */
export const rsaType = defineType('RSA', rsa)
  .property('KeySize', int, ({ key }) => key.asymmetricKeyDetails?.modulusLength ?? 0)
  .method(
    'SignData',
    [bytes, hashName, signaturePadding],
    bytes,
    ({ key }, [data, hash, padding]) =>
      refused(() => sign(digestName(hash), data, { key, ...paddingOf(padding) })),
  )
  .method(
    'VerifyData',
    [bytes, bytes, hashName, signaturePadding],
    bool,
    ({ key }, [data, signature, hash, padding]) =>
      refused(() => verify(digestName(hash), data, { key, ...paddingOf(padding) }, signature)),
  )
  .method('SignHash', [bytes, hashName, signaturePadding], bytes, ({ key }, [digest, hash]) =>
    refused(() => privateEncrypt(key, Buffer.concat([digestInfo(hash, digest), digest]))),
  )
  .method('Encrypt', [bytes, encryptionPadding], bytes, ({ key }, [data, padding]) =>
    refused(() => publicEncrypt({ key: publicOf(key), ...oaepOf(padding) }, data)),
  )
  .method('Decrypt', [bytes, encryptionPadding], bytes, ({ key }, [data, padding]) =>
    refused(() => privateDecrypt({ key, ...oaepOf(padding) }, data)),
  )
  .method('Clear', [], dynamic, () => null)

function refused<Result>(run: () => Result): Result {
  try {
    return run()
  } catch {
    return raise('CryptographicException', 'The parameter is incorrect.')
  }
}

function digestName(hash: string): string {
  return hash.toLowerCase()
}

function paddingOf(padding: string) {
  if (padding !== 'Pss') return { padding: constants.RSA_PKCS1_PADDING }
  const saltLength = constants.RSA_PSS_SALTLEN_DIGEST
  return { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength }
}

function oaepOf(padding: string) {
  if (padding === 'Pkcs1') return { padding: constants.RSA_PKCS1_PADDING }
  const oaepHash = padding.replace('Oaep', '').toLowerCase()
  return { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash }
}

function publicOf(key: KeyObject): KeyObject {
  return key.type === 'public' ? key : createPublicKey(key)
}

/** What stands before the digest in a signature. Source: RFC 8017, 9.2, note 1. */
const digestInfos: Readonly<Record<string, string>> = {
  SHA1: '3021300906052b0e03021a05000414',
  SHA256: '3031300d060960864801650304020105000420',
  SHA384: '3041300d060960864801650304020205000430',
  SHA512: '3051300d060960864801650304020305000440',
}

function digestInfo(hash: string, digest: Buffer): Buffer {
  const prefix = digestInfos[hash]
  const length = createHash(digestName(hash)).digest().length
  if (prefix === undefined || digest.length !== length) {
    return raise('CryptographicException', 'The hash is not of the algorithm that is named.')
  }
  return Buffer.from(prefix, 'hex')
}
