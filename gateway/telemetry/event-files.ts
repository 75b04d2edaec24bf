import { closedSink, type EventSink, type LoggedEvent } from './event-sink.ts'
import { type LineFilesOptions, lineFiles } from './line-files.ts'

export type EventFilesOptions = Omit<LineFilesOptions, 'folder'> & {
  /** Absent: events go nowhere. */
  readonly folder: string | undefined
  /** Milliseconds since 1970. */
  readonly unixMs: () => number
}

// What an event may have at most; longer ones are cut. Source: APIM, log-to-eventhub.
const eventBytesMax = 200 * 1024

/**
 * Stands in for event hubs and queues: what is sent to one is the lines of
 * `eventhub-<logger>-<writer>.jsonl` or `servicebus-<queue>-<writer>.jsonl`, in the order of sending.
 * Throws when the folder cannot be made.
 */
export function eventFiles(options: EventFilesOptions): EventSink & Disposable {
  const { folder, unixMs } = options
  if (folder === undefined) return { ...closedSink, [Symbol.dispose]: () => undefined }
  const files = lineFiles({ ...options, folder })
  return {
    isOpen: true,
    send: (to, event, kind = 'eventhub') => files.append(`${kind}-${to}`, lineOf(event, unixMs())),
    [Symbol.dispose]: () => files[Symbol.dispose](),
  }
}

function lineOf({ body, ...others }: LoggedEvent, unixMs: number): string {
  const bytes = Buffer.from(body)
  const isCut = bytes.length > eventBytesMax
  const text = isCut ? bytes.subarray(0, wholeEnd(bytes)).toString('utf8') : body
  const at = new Date(unixMs).toISOString()
  const told = { at, ...others, bytes: bytes.length, isCut: isCut || undefined }
  return `${JSON.stringify({ ...told, body: text })}\n`
}

/** The last place within the limit where no character is split. */
function wholeEnd(bytes: Buffer): number {
  let end = eventBytesMax
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1
  return end
}
