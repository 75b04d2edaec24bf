import assert from 'node:assert/strict'
import { on } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { LedgerScan } from '../../ledger/scan.ts'
import type { DecodedMessage, DecodingTask } from './decode.main.ts'
import { type Found, LedgerDecoder } from './decode-ledger.ts'
import type { LedgerFile } from './ledger-files.ts'
import type { WordCodes } from './word-codes.ts'

/** A ledger that can be read. */
export type SoundFile = { readonly file: LedgerFile; readonly scan: LedgerScan }

/** Whoever takes the rows of a file, and what was found in it when they are over. */
export type RowTaker = {
  rows(file: LedgerFile, buffer: ArrayBuffer, count: number): void
  end(file: LedgerFile, found: Found): void
}

/** What is less is decoded before a thread for it has started. */
const threadMinBytes = 32 * 2 ** 20

/** Decodes ledgers, those of a kind in this order; large ones while their rows are taken. */
export async function decodeLedgers(
  folder: string,
  sound: readonly SoundFile[],
  words: WordCodes,
  taker: RowTaker,
): Promise<void> {
  const bytes = sound.reduce((sum, { scan }) => sum + scan.bytes, 0)
  if (bytes < threadMinBytes) decodeHere(sound, words, taker)
  else await decodeBeside(folder, sound, words, taker)
}

function decodeHere(sound: readonly SoundFile[], words: WordCodes, taker: RowTaker): void {
  let buffer = new ArrayBuffer()
  for (const { file, scan } of sound) {
    const decoder = new LedgerDecoder(scan, file, words)
    for (const turn of decoder.turns()) {
      if (buffer.byteLength !== turn.bytes) buffer = new ArrayBuffer(turn.bytes)
      turn.fill(buffer)
      taker.rows(file, buffer, turn.count)
    }
    taker.end(file, decoder.found)
  }
}

/**
 * On threads of their own, as to decode takes longer than to take the rows: one for what instances
 * saw, which is half of all, and one for the rest. So the files of a kind come in their order.
 */
export async function decodeBeside(
  folder: string,
  sound: readonly SoundFile[],
  words: WordCodes,
  taker: RowTaker,
): Promise<void> {
  const files = sound.map(({ file }) => file)
  const shares = [
    files.filter(({ record }) => record === 'gateway'),
    files.filter(({ record }) => record !== 'gateway'),
  ]
  const tasks = shares
    .filter((share) => share.length > 0)
    .map((share): DecodingTask => ({ folder, files: share, texts: words.texts }))
  // All are waited for: rows must not come to a taker that has gone for the failure of another.
  const ends = await Promise.allSettled(tasks.map((task) => decodeOnThread(task, taker)))
  for (const end of ends) if (end.status === 'rejected') throw end.reason
}

async function decodeOnThread(task: DecodingTask, taker: RowTaker): Promise<void> {
  const { files } = task
  const extension = import.meta.url.endsWith('.js') ? 'js' : 'ts'
  const main = new URL(`./decode.main.${extension}`, import.meta.url)
  const worker = new Worker(main, { workerData: task })
  let ended = 0
  try {
    for await (const [told] of on(worker, 'message', { close: ['exit'] })) {
      const message: DecodedMessage = told
      const file = files[message.file]
      if (file === undefined) continue
      if (message.kind === 'end') {
        taker.end(file, message.found)
        ended += 1
      } else {
        const { buffer, count } = message
        taker.rows(file, buffer, count)
        worker.postMessage(buffer, [buffer])
      }
    }
  } finally {
    await worker.terminate()
  }
  assert.equal(ended, files.length, 'a thread that reads ledgers ended before they did')
}
