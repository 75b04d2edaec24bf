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

/** Decodes ledgers one after the other, in this order; large ones while their rows are taken. */
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

/** On a thread of its own: to read and to append take about as long. */
export async function decodeBeside(
  folder: string,
  sound: readonly SoundFile[],
  words: WordCodes,
  taker: RowTaker,
): Promise<void> {
  const files = sound.map(({ file }) => file)
  const task: DecodingTask = { folder, files, texts: words.texts }
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
  assert.equal(ended, files.length, 'the thread that reads ledgers ended before they did')
}
