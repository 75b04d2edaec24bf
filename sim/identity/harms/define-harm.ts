import { z } from 'zod'
import type { KeyRing } from '../key-ring.ts'
import { type IdentityPart, identityParts } from '../part.ts'

/** Which answers a harm hits. Tokens are left well unless said: load would run out of them too. */
export const partsParam = z.array(z.enum(identityParts)).min(1).default(['discovery', 'keys'])

/** What of the provider a harm may touch. Every function gives back its undo. */
export type HarmableIdentity = {
  readonly keys: KeyRing
  slow(parts: readonly IdentityPart[], delayMs: number): () => void
  fail(parts: readonly IdentityPart[], status: number): () => void
  /** Nothing is answered until it is undone. */
  hang(parts: readonly IdentityPart[]): () => void
  /** Its clock goes ahead by that; behind when it is negative. */
  skew(byS: number): () => void
  /** These fields are published in the place of the discovery document's own. */
  discover(change: Readonly<Record<string, unknown>>): () => void
  /** The certificate that it shows has expired; undefined when it does not speak TLS. */
  showExpired(): (() => void) | undefined
}

/** A harm to the identity provider as a plug-in: its shape as data, and what it does until its undo. */
export type IdentityHarm<Params extends z.ZodType = z.ZodType> = {
  readonly kind: string
  readonly example: Readonly<Record<string, unknown>>
  readonly params: Params
  apply(params: z.output<Params>, identity: HarmableIdentity): (() => void) | Promise<() => void>
}

export function defineHarm<Params extends z.ZodType>(
  harm: IdentityHarm<Params>,
): IdentityHarm<Params> {
  return harm
}
