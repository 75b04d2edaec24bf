import { z } from 'zod'
import type { CachedResponse } from './cache.ts'
import { type StoredValue, storedValueSchema } from './stored-value.ts'

/** What is kept under one key. */
export type CacheEntry =
  | { readonly kind: 'response'; readonly response: CachedResponse }
  | { readonly kind: 'value'; readonly value: StoredValue; readonly expiresAtMs: number }

/** An entry as instances tell it each other, without the bytes of a response's body. */
export const entryHeadSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('response'),
    status: z.number().int().min(100).max(999),
    reason: z.string(),
    headers: z.array(z.tuple([z.string(), z.array(z.string())])),
    storedAtMs: z.number(),
    expiresAtMs: z.number(),
    storedBy: z.number(),
  }),
  z.strictObject({ kind: z.literal('value'), value: storedValueSchema, expiresAtMs: z.number() }),
])
export type EntryHead = z.infer<typeof entryHeadSchema>

export function expiresAtMsOf(entry: CacheEntry): number {
  return entry.kind === 'response' ? entry.response.expiresAtMs : entry.expiresAtMs
}

const noBytes = Buffer.alloc(0)

export function takenApart(entry: CacheEntry): { readonly head: EntryHead; readonly body: Buffer } {
  if (entry.kind === 'value') return { head: entry, body: noBytes }
  const { headers, body, ...rest } = entry.response
  const copied = headers.map(([name, values]): [string, string[]] => [name, [...values]])
  return { head: { ...rest, kind: 'response', headers: copied }, body }
}

/** `body` may be part of a larger buffer: it is copied. */
export function putTogether(head: EntryHead, body: Buffer): CacheEntry {
  if (head.kind === 'value') return head
  const { kind, ...rest } = head
  return { kind, response: { ...rest, body: Buffer.from(body) } }
}
