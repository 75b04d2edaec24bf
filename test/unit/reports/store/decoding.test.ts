import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { readLedger } from '../../../../ledger/reader.ts'
import { LedgerScan } from '../../../../ledger/scan.ts'
import {
  columnKindsOf,
  columnsIn,
  fieldsOf,
  isText,
  isWord,
  ownColumnsOf,
} from '../../../../reports/store/decode-ledger.ts'
import { decodeBeside, decodeLedgers, type SoundFile } from '../../../../reports/store/decoding.ts'
import {
  isOfInstance,
  ledgerFilesOf,
  scanLedgerFile,
} from '../../../../reports/store/ledger-files.ts'
import { sortedTexts, wordCodesOf } from '../../../../reports/store/word-codes.ts'
import { writeRun } from '../run-folder.ts'
import { zoneDownRun } from '../zone-down-run.ts'

type Row = readonly (string | number)[]

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

test.each([
  ['where they are asked for', decodeLedgers],
  ['on threads of their own', decodeBeside],
])('ledgers that are decoded %s are what a plain reader reads', async (_where, decode) => {
  const folder = writeRun(zoneDownRun(1, 50))
  folders.push(folder)
  const sound = soundIn(folder)
  const texts = sound.flatMap(({ file, scan }) => [
    ...[file.writer, file.instance, ...scan.names],
    ...scan.fields.flatMap(([, field]) => (field.type === 'enum' ? field.of : [])),
  ])
  const words = wordCodesOf(sortedTexts(texts))
  const rows = new Map<string, Row[]>(sound.map(({ file }) => [file.file, []]))
  const found: (readonly [file: string, records: number, wrong: number])[] = []
  await decode(folder, sound, words, {
    rows({ file, record }, buffer, count) {
      const columns = columnsIn(buffer, columnKindsOf(record, words))
      const own = ownColumnsOf(record).map(isWord)
      const areWords = [...own, ...fieldsOf(record).map(([, field]) => isText(field))]
      for (let row = 0; row < count; row += 1) {
        const values = columns.map((column, index) =>
          areWords[index] ? (words.texts[column[row] ?? 0] ?? '') : (column[row] ?? 0),
        )
        rows.get(file)?.push(values)
      }
    },
    end: ({ file }, { records, gaps, damaged, missing }) =>
      found.push([file, records, gaps + damaged + missing]),
  })
  for (const { file, scan } of sound) {
    const decoded = rows.get(file.file) ?? []
    const place = ownColumnsOf(file.record).indexOf('sequence')
    const bySequence = (a: Row, b: Row) => Number(a[place]) - Number(b[place])
    expect(decoded.toSorted(bySequence)).toEqual(plainRows(folder, file).toSorted(bySequence))
    expect(found).toContainEqual([file.file, scan.count, 0])
    scan[Symbol.dispose]()
  }
  expect(rows.size).toBeGreaterThan(8)
})

function soundIn(folder: string): SoundFile[] {
  return ledgerFilesOf(folder).flatMap((file) => {
    const scan = scanLedgerFile(folder, file)
    return scan instanceof LedgerScan ? [{ file, scan }] : []
  })
}

/** One by one: a record of what was received is left out when one of its end comes later. */
function plainRows(folder: string, file: SoundFile['file']): Row[] {
  const { columns, sequence, count } = readLedger(join(folder, 'ledgers', file.file))
  const own = isOfInstance(file.record) ? [file.instance, file.incarnation] : [file.writer]
  const all = Array.from({ length: count }, (_, row) => ({
    key: ['requestId', 'attempt', 'receivedAtUs'].map((name) => columns[name]?.[row]).join(' '),
    isFirst: columns.event?.[row] === 'received' && /gateway|backend/.test(file.record),
    values: [...own, sequence[row] ?? 0, ...Object.values(columns).map((one) => one[row] ?? '')],
  }))
  const ended = new Set(all.flatMap(({ isFirst, key }) => (isFirst ? [] : [key])))
  return all.filter(({ isFirst, key }) => !isFirst || !ended.has(key)).map(({ values }) => values)
}
