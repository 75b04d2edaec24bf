import { createHmac, createPublicKey, sign } from 'node:crypto'
import { rsaIdentity } from '../../unit/gateway/policy/expressions/certificate-pem.ts'
import type { Behaviour } from './format.ts'

const kid = 'key-1'

/** The key set that tokens signed with `rsa` are checked by. */
export function jwksText(): string {
  const key = createPublicKey(rsaIdentity.certificate).export({ format: 'jwk' })
  return JSON.stringify({ keys: [{ ...key, kid, use: 'sig', alg: 'RS256' }] })
}

/** Puts the tokens of a document where its requests name them. */
export function tokensIn({ tokens }: Behaviour): (text: string) => string {
  const signed = new Map(Object.entries(tokens).map(([name, of]) => [name, tokenOf(of)]))
  return (text) =>
    text.replaceAll(/\$token:([\w-]+)/g, (_all, name: string) => {
      const token = signed.get(name)
      if (token === undefined) throw new Error(`the document has no token ${name}`)
      return token
    })
}

function tokenOf({ claims, header, key }: Behaviour['tokens'][string]): string {
  const isRsa = key === 'rsa'
  const alg = key === '' ? 'none' : isRsa ? 'RS256' : 'HS256'
  const signed = [{ alg, typ: 'JWT', ...(isRsa ? { kid } : {}), ...header }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.')
  if (key === '') return `${signed}.`
  if (isRsa)
    return `${signed}.${sign('sha256', Buffer.from(signed), rsaIdentity.key).toString('base64url')}`
  const signature = createHmac('sha256', Buffer.from(key, 'base64')).update(signed)
  return `${signed}.${signature.digest('base64url')}`
}
