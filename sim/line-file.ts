import { closeSync, openSync, writeSync } from 'node:fs'
import { fullDiskIn } from './full-disk.ts'

export type LineFile = {
  /** Writes a value as one line of JSON; gives why the disk takes no more, if it does not. */
  append(value: unknown): string | undefined
}

/**
 * Appends one JSON line a value, on the disk at once: a controller that dies has lost none. What a
 * full disk does not take waits for the next line, so that no line is ever cut or out of its order.
 */
export function lineFileAt(path: string): LineFile {
  let waiting: Buffer = Buffer.alloc(0)
  return {
    append(value) {
      waiting = Buffer.concat([waiting, Buffer.from(`${JSON.stringify(value)}\n`)])
      try {
        waiting = waiting.subarray(taken(path, waiting))
      } catch (error) {
        const full = fullDiskIn(error)
        if (full === undefined) throw error
        return full
      }
      // No error comes of a part that was taken.
      return waiting.length === 0 ? undefined : 'ENOSPC: the disk took a part of it'
    },
  }
}

function taken(path: string, bytes: Buffer): number {
  const file = openSync(path, 'a')
  try {
    return writeSync(file, bytes)
  } finally {
    closeSync(file)
  }
}
