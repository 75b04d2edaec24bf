import { z } from 'zod'
import type { Clock } from '../clock.ts'
import { type CacheEntry, entryHeadSchema, putTogether, takenApart } from './entry.ts'

const lengthBytes = 4

// An instant of a run's clock means nothing to other processes: entries carry the calendar's.
const packedSchema = z.strictObject({ head: entryHeadSchema, packedAtUnixMs: z.number() })

/** An entry as bytes that outlive the process: its head's length, its head as JSON, its body. */
export function packedEntry(entry: CacheEntry, clock: Clock): Buffer {
  const { head, body } = takenApart(entry)
  const nowMs = clock.nowUs() / 1_000
  const packed = { head: movedBy(head, -nowMs), packedAtUnixMs: clock.unixMs() }
  const json = Buffer.from(JSON.stringify(packed))
  const length = Buffer.alloc(lengthBytes)
  length.writeUInt32BE(json.length)
  return Buffer.concat([length, json, body])
}

/** Undefined when these bytes are no entry of this version of the gateway. */
export function unpackedEntry(bytes: Buffer, clock: Clock): CacheEntry | undefined {
  if (bytes.length < lengthBytes) return undefined
  const start = lengthBytes + bytes.readUInt32BE(0)
  const packed = packedSchema.safeParse(parsed(bytes.toString('utf8', lengthBytes, start)))
  if (!packed.success) return undefined
  const { head, packedAtUnixMs } = packed.data
  const packedAtMs = clock.nowUs() / 1_000 - (clock.unixMs() - packedAtUnixMs)
  return putTogether(movedBy(head, packedAtMs), bytes.subarray(start))
}

type Head = z.infer<typeof entryHeadSchema>

function movedBy(head: Head, byMs: number): Head {
  const expiresAtMs = head.expiresAtMs + byMs
  return head.kind === 'value'
    ? { ...head, expiresAtMs }
    : { ...head, expiresAtMs, storedAtMs: head.storedAtMs + byMs }
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}
