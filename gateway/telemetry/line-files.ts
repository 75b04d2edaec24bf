import { appendFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'

export type LineFilesOptions = {
  readonly folder: string
  /** Of file names, so that several writers may share a folder: `westeurope-1-u1-a-1`. */
  readonly writer: string
  /** Is told of a folder that cannot be written, once. */
  readonly failed: (error: unknown) => void
}

export type LineFiles = Disposable & {
  /** Adds a line, which ends with a line feed, to the file of that name. Nobody waits for it. */
  append(name: string, line: string): void
}

// What one turn of the event loop may collect before it is written at once.
const pendingBytesMax = 8 * 1024 * 1024

/**
 * Files `<name>-<writer>.jsonl` of a folder, made when the first line comes. What a turn of the event
 * loop appended is written at its end. Throws when the folder cannot be made.
 */
export function lineFiles({ folder, writer, failed }: LineFilesOptions): LineFiles {
  mkdirSync(folder, { recursive: true })
  const pending = new Map<string, string[]>()
  let pendingBytes = 0
  let isScheduled = false
  let hasFailed = false

  function flush(): void {
    isScheduled = false
    pendingBytes = 0
    for (const [name, lines] of pending) {
      pending.delete(name)
      try {
        appendFileSync(join(folder, `${fileNameOf(name)}-${writer}.jsonl`), lines.join(''))
      } catch (error) {
        // A full disk must not end requests; what could not be written is lost, as in the service.
        if (!hasFailed) failed(error)
        hasFailed = true
      }
    }
  }

  return {
    append(name, line) {
      const lines = pending.get(name)
      if (lines === undefined) pending.set(name, [line])
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

function fileNameOf(name: string): string {
  return name.replace(/[^A-Za-z0-9._-]/g, '_').slice(0, 120)
}
