import { z } from 'zod'
import { tokenAnswerSchema } from '../../ledger/launch/identity.ts'
import type { CanaryAnswer } from '../canary.ts'
import { discoveryPath, type IdentityPart } from '../identity/part.ts'
import type { FaultTarget, FaultWorld, PlanWorld } from './define-fault.ts'

type Caller = Pick<FaultWorld, 'call'>

/** The provider that tokens of the world come from; none in a world without one. */
export function identitiesOf({ parts }: Pick<PlanWorld, 'parts'>): readonly FaultTarget[] {
  return parts.filter(({ kind }) => kind === 'identity')
}

/** Links over which instances fetch keys; where load mints its tokens is none of them. */
export function linksToIdentity(world: PlanWorld): readonly string[] {
  return world.linksBetween(
    ({ kind }) => kind === 'instance',
    ({ kind }) => kind === 'identity',
  )
}

/** Asks for one part of what the provider serves. */
export function askFor(
  part: IdentityPart,
  { name }: FaultTarget,
  world: Caller,
  withinMs = 1_000,
): Promise<CanaryAnswer> {
  if (part !== 'tokens') {
    const path = part === 'keys' ? '/jwks' : discoveryPath
    return world.call(name, { path, withinMs })
  }
  return world.call(name, {
    method: 'POST',
    path: '/token',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ audience: 'canary' }),
    withinMs,
  })
}

const keysSchema = z.object({ keys: z.array(z.object({ kid: z.string() })) })
const headerSchema = z.object({ kid: z.string() })
const payloadSchema = z.object({ iat: z.number() })

/** Ids of the keys that are published. */
export async function publishedKeyIds(target: FaultTarget, world: Caller): Promise<string[]> {
  const { body } = await askFor('keys', target, world)
  return keysSchema.parse(JSON.parse(body)).keys.map(({ kid }) => kid)
}

export type MintedToken = {
  readonly keyId: string
  /** How far its `iat` is ahead of the answer's `Date`, in seconds. */
  readonly aheadS: number
}

/** Mints a token and reads it. */
export async function mintToken(target: FaultTarget, world: Caller): Promise<MintedToken> {
  const { body, headers } = await askFor('tokens', target, world)
  const { access_token: token } = tokenAnswerSchema.parse(JSON.parse(body))
  const [header = '', payload = ''] = token
    .split('.')
    .map((part) => Buffer.from(part, 'base64url').toString())
  const { iat } = payloadSchema.parse(JSON.parse(payload))
  return {
    keyId: headerSchema.parse(JSON.parse(header)).kid,
    aheadS: iat - Date.parse(String(headers.date)) / 1_000,
  }
}
