import { appendFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { closedSink, type EventSink, type LoggedEvent } from './event-sink.ts'

export type EventFilesOptions = {
  /** Absent: events go nowhere. */
  readonly folder: string | undefined
  /** Of file names, so that several writers may share a folder: `westeurope-1-u1-a-1`. */
  readonly writer: string
  /** Milliseconds since 1970. */
  readonly unixMs: () => number
  /** Is told of a folder that cannot be written, once. */
  readonly failed: (error: unknown) => void
}

// What an event may have at most; longer ones are cut. Source: APIM, log-to-eventhub.
const eventBytesMax = 200 * 1024
// What one turn of the event loop may collect before it is written at once.
const pendingBytesMax = 8 * 1024 * 1024

/**
 * Stands in for event hubs: each logger's events are the lines of `eventhub-<logger>-<writer>.jsonl`,
 * in the order of sending. What a turn of the event loop sent is written at its end. Throws when
 * the folder cannot be made.
 */
export function eventFiles(options: EventFilesOptions): EventSink & Disposable {
  const { folder, writer, unixMs, failed } = options
  if (folder === undefined) return { ...closedSink, [Symbol.dispose]: () => undefined }
  mkdirSync(folder, { recursive: true })
  const pending = new Map<string, string[]>()
  let pendingBytes = 0
  let isScheduled = false
  let hasFailed = false
  const fileOf = (loggerId: string) =>
    join(folder, `eventhub-${fileNameOf(loggerId)}-${writer}.jsonl`)

  function flush(): void {
    isScheduled = false
    pendingBytes = 0
    for (const [loggerId, lines] of pending) {
      pending.delete(loggerId)
      try {
        appendFileSync(fileOf(loggerId), lines.join(''))
      } catch (error) {
        // A full disk must not end requests; what could not be written is lost, as in the service.
        if (!hasFailed) failed(error)
        hasFailed = true
      }
    }
  }

  return {
    isOpen: true,
    send(loggerId, event) {
      const line = lineOf(event, unixMs())
      const lines = pending.get(loggerId)
      if (lines === undefined) pending.set(loggerId, [line])
      else lines.push(line)
      pendingBytes += line.length
      if (pendingBytes > pendingBytesMax) return flush()
      if (isScheduled) return
      isScheduled = true
      setImmediate(flush)
    },
    [Symbol.dispose]: flush,
  }
}

function lineOf({ body, partitionId, partitionKey }: LoggedEvent, unixMs: number): string {
  const bytes = Buffer.from(body)
  const isCut = bytes.length > eventBytesMax
  const text = isCut ? bytes.subarray(0, wholeEnd(bytes)).toString('utf8') : body
  const at = new Date(unixMs).toISOString()
  const told = { at, partitionId, partitionKey, bytes: bytes.length, isCut: isCut || undefined }
  return `${JSON.stringify({ ...told, body: text })}\n`
}

/** The last place within the limit where no character is split. */
function wholeEnd(bytes: Buffer): number {
  let end = eventBytesMax
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1
  return end
}

function fileNameOf(loggerId: string): string {
  return loggerId.replace(/[^A-Za-z0-9._-]/g, '_').slice(0, 100)
}
