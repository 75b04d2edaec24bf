import { parentPort, workerData } from 'node:worker_threads'
import { LedgerScan } from '../../ledger/scan.ts'
import { type Found, LedgerDecoder } from './decode-ledger.ts'
import { type LedgerFile, scanLedgerFile } from './ledger-files.ts'
import { wordCodesOf } from './word-codes.ts'

/* Decodes the ledgers that it is given, one after the other, on a thread of its own. */

/** What the thread is to do. */
export type DecodingTask = {
  readonly folder: string
  readonly files: readonly LedgerFile[]
  readonly texts: readonly string[]
}

/** Rows of the file at this place among all, or what was found in it; memory comes back as it is. */
export type DecodedMessage =
  | { readonly kind: 'rows'; readonly file: number; readonly count: number; buffer: ArrayBuffer }
  | { readonly kind: 'end'; readonly file: number; readonly found: Found }

/** More would only wait: whoever takes the rows is about as quick as who makes them. */
const buffersMax = 4

if (parentPort !== null) {
  const port = parentPort
  const free = Array.from({ length: buffersMax }, () => new ArrayBuffer())
  let wake = () => {}
  port.on('message', (buffer: ArrayBuffer) => {
    free.push(buffer)
    wake()
  })
  const bufferFree = async (bytes: number): Promise<ArrayBuffer> => {
    for (;;) {
      const buffer = free.pop()
      // Every kind of record has a size of its own.
      if (buffer !== undefined) return buffer.byteLength === bytes ? buffer : new ArrayBuffer(bytes)
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
  }
  const say = (message: DecodedMessage, moved: ArrayBuffer[] = []) =>
    port.postMessage(message, moved)
  const { folder, files, texts }: DecodingTask = workerData
  const words = wordCodesOf(texts)
  for (const [file, ledgerFile] of files.entries()) {
    using scan = openScan(folder, ledgerFile)
    const decoder = new LedgerDecoder(scan, ledgerFile, words)
    for (const turn of decoder.turns()) {
      const buffer = await bufferFree(turn.bytes)
      turn.fill(buffer)
      say({ kind: 'rows', file, count: turn.count, buffer }, [buffer])
    }
    say({ kind: 'end', file, found: decoder.found })
  }
  port.close()
}

function openScan(folder: string, file: LedgerFile): LedgerScan {
  const scan = scanLedgerFile(folder, file)
  if (scan instanceof LedgerScan) return scan
  throw new Error(`${file.file} has changed while its report was made: ${scan.problem}`)
}
