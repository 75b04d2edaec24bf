import { createHmac } from 'node:crypto'
import type { Behaviour } from './format.ts'

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
  const alg = key === '' ? 'none' : 'HS256'
  const signed = [{ alg, typ: 'JWT', ...header }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.')
  if (key === '') return `${signed}.`
  const signature = createHmac('sha256', Buffer.from(key, 'base64')).update(signed)
  return `${signed}.${signature.digest('base64url')}`
}
