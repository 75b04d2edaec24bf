import { createCipheriv, createDecipheriv, createHash, createHmac } from 'node:crypto'
import { raise } from '../error.ts'
import { NetObject, type Value } from '../value.ts'
import { defineType } from './define.ts'
import { objectKind, optional } from './kind.ts'
import { any, bytes, dynamic, enumKind, int, text } from './kinds.ts'

class NetHash extends NetObject {
  readonly netType: string
  readonly algorithm: string
  readonly key: Buffer | undefined

  constructor(netType: string, algorithm: string, key?: Buffer) {
    super()
    this.netType = netType
    this.algorithm = algorithm
    this.key = key
  }
}

const hash = objectKind(NetHash, 'HashAlgorithm')

export const hashAlgorithmType = defineType('HashAlgorithm', hash)
  .method('ComputeHash', [bytes], bytes, (self, [data]) => digest(self, data))
  .method('ComputeHash', [bytes, int, int], bytes, (self, [data, start, count]) =>
    digest(self, data.subarray(start, start + count)),
  )
  .property('HashSize', int, (self) => digest(self, Buffer.alloc(0)).length * 8)
  .method('Clear', [], dynamic, () => null)

function digest({ algorithm, key }: NetHash, data: Buffer): Buffer {
  const made = key === undefined ? createHash(algorithm) : createHmac(algorithm, key)
  return made.update(data).digest()
}

const algorithms = ['MD5', 'SHA1', 'SHA256', 'SHA384', 'SHA512']

const plain = algorithms.flatMap((name) => {
  const create = () => new NetHash(name, name.toLowerCase())
  const kind = objectKind(NetHash, name)
  const managed = `${name}Managed`
  return [
    defineType(name, kind)
      .static('Create', [], kind, create)
      .static('HashData', [bytes], bytes, ([data]) => digest(create(), data)),
    defineType(managed, kind).create([], create),
    defineType(`${name}CryptoServiceProvider`, kind).create([], create),
  ]
})

const keyed = algorithms.map((name) =>
  defineType(`HMAC${name}`, objectKind(NetHash, `HMAC${name}`))
    .create([bytes], ([key]) => new NetHash(`HMAC${name}`, name.toLowerCase(), key))
    .static('HashData', [bytes, bytes], bytes, ([key, data]) =>
      digest(new NetHash(`HMAC${name}`, name.toLowerCase(), key), data),
    ),
)

export const hashTypes = [...plain, ...keyed]

/** `Aes.Create()` and `SymmetricAlgorithm.Create("AES")`: CBC or ECB with PKCS7 or no padding. */
class NetCipher extends NetObject {
  readonly netType = 'SymmetricAlgorithm'
  mode = 1
  padding = 2
  key = Buffer.alloc(32)
  iv = Buffer.alloc(16)
}

class NetTransform extends NetObject {
  readonly netType = 'ICryptoTransform'
  readonly run: (data: Buffer) => Buffer

  constructor(run: (data: Buffer) => Buffer) {
    super()
    this.run = run
  }
}

const cipher = objectKind(NetCipher, 'SymmetricAlgorithm')
const transform = objectKind(NetTransform, 'ICryptoTransform')

export const symmetricType = defineType('SymmetricAlgorithm', cipher)
  .property('Key', bytes, ({ key }) => key)
  .property('IV', bytes, ({ iv }) => iv)
  .property('KeySize', int, ({ key }) => key.length * 8)
  .property('BlockSize', int, () => 128)
  .property('Mode', enumKind('CipherMode'), ({ mode }) => mode)
  .property('Padding', enumKind('PaddingMode'), ({ padding }) => padding)
  .setter('Key', (self, _, value) => assign(self, 'key', bytes.from(value)))
  .setter('IV', (self, _, value) => assign(self, 'iv', bytes.from(value)))
  .setter('KeySize', (self, _, value) => assign(self, 'key', Buffer.alloc(int.from(value) / 8)))
  .setter('BlockSize', () => undefined)
  .setter('Mode', (self, _, value) => {
    self.mode = numberOfEnum(value)
  })
  .setter('Padding', (self, _, value) => {
    self.padding = numberOfEnum(value)
  })
  .method('CreateEncryptor', [], transform, (self) => encryptor(self, self.key, self.iv))
  .method('CreateEncryptor', [bytes, bytes], transform, (self, [key, iv]) =>
    encryptor(self, key, iv),
  )
  .method('CreateDecryptor', [], transform, (self) => decryptor(self, self.key, self.iv))
  .method('CreateDecryptor', [bytes, bytes], transform, (self, [key, iv]) =>
    decryptor(self, key, iv),
  )
  .static('Create', [optional(any)], cipher, () => new NetCipher())

export const aesType = defineType<Value>('Aes', undefined).static(
  'Create',
  [optional(any)],
  cipher,
  () => new NetCipher(),
)

export const aesManagedType = defineType('AesManaged', cipher).create([], () => new NetCipher())

export const transformType = defineType('ICryptoTransform', transform).method(
  'TransformFinalBlock',
  [bytes, int, int],
  bytes,
  ({ run }, [data, start, count]) => run(data.subarray(start, start + count)),
)

function assign(self: NetCipher, field: 'key' | 'iv', value: Buffer): void {
  self[field] = Buffer.from(value)
}

function numberOfEnum(value: Value): number {
  return value instanceof NetObject && 'value' in value && typeof value.value === 'number'
    ? value.value
    : 0
}

function encryptor(self: NetCipher, key: Buffer, iv: Buffer): NetTransform {
  return new NetTransform((data) => {
    const made = createCipheriv(algorithmOf(self, key), key, self.mode === 2 ? null : iv)
    made.setAutoPadding(self.padding === 2)
    return refused(() => Buffer.concat([made.update(data), made.final()]))
  })
}

function decryptor(self: NetCipher, key: Buffer, iv: Buffer): NetTransform {
  return new NetTransform((data) => {
    const made = createDecipheriv(algorithmOf(self, key), key, self.mode === 2 ? null : iv)
    made.setAutoPadding(self.padding === 2)
    return refused(() => Buffer.concat([made.update(data), made.final()]))
  })
}

function algorithmOf({ mode }: NetCipher, key: Buffer): string {
  const name = mode === 1 ? 'cbc' : mode === 2 ? 'ecb' : undefined
  const isSize = [16, 24, 32].includes(key.length)
  if (name === undefined || !isSize) {
    raise('CryptographicException', 'Specified key or cipher mode is not valid for this algorithm.')
  }
  return `aes-${key.length * 8}-${name}`
}

/** What OpenSSL refuses is .NET's CryptographicException. */
function refused(run: () => Buffer): Buffer {
  try {
    return run()
  } catch {
    return raise('CryptographicException', 'Padding is invalid and cannot be removed.')
  }
}

/** APIM's extensions of byte[]: the algorithm's name, key and initialization vector. */
export const byteExtensionsType = defineType('ByteExtensions', bytes)
  .method('Encrypt', [text, bytes, bytes], bytes, (self, [, key, iv]) =>
    encryptor(new NetCipher(), key, iv).run(self),
  )
  .method('Encrypt', [cipher], bytes, (self, [of]) => encryptor(of, of.key, of.iv).run(self))
  .method('Decrypt', [text, bytes, bytes], bytes, (self, [, key, iv]) =>
    decryptor(new NetCipher(), key, iv).run(self),
  )
  .method('Decrypt', [cipher], bytes, (self, [of]) => decryptor(of, of.key, of.iv).run(self))
