import { appendFileSync, mkdtempSync, rmSync, statSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readLedger } from '../../../ledger/reader.ts'
import { defineRecord } from '../../../ledger/record.ts'
import { backendRecord } from '../../../ledger/records.ts'
import { LedgerWriter, setLedgerClock } from '../../../ledger/writer.ts'

const record = defineRecord('sample', {
  atUs: { type: 'f64' },
  count: { type: 'u32' },
  port: { type: 'u16' },
  attempt: { type: 'u8' },
  name: { type: 'text' },
  outcome: { type: 'enum', of: ['ok', 'failed'] },
})

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ledger-'))
  path = join(folder, 'sample.ledger')
})
afterEach(() => rmSync(folder, { recursive: true }))

const sample = { atUs: 1.5, count: 7, port: 65_535, attempt: 3, name: 'a', outcome: 'ok' } as const

test('what is read is what was appended, in order', () => {
  const rows = fc.record({
    atUs: fc.double({ noNaN: true }),
    count: fc.nat(0xffff_ffff),
    port: fc.nat(0xffff),
    attempt: fc.nat(0xff),
    name: fc.string(),
    outcome: fc.constantFrom('ok' as const, 'failed' as const),
  })
  let file = 0
  fc.assert(
    fc.property(fc.array(rows, { maxLength: 50 }), (records) => {
      file += 1
      const here = join(folder, `${file}.ledger`)
      using writer = new LedgerWriter(record, here, 'test')
      for (const row of records) writer.append(row)
      writer.flush()
      const { columns, count, gaps, tornBytes } = readLedger(here, record)
      const read = Array.from({ length: count }, (_none, row) =>
        Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, column[row]])),
      )
      expect(read).toEqual(records)
      expect([gaps, tornBytes]).toEqual([0, 0])
    }),
    { numRuns: 50 },
  )
})

test('a wrong clock moves instants alone, and none that never came', () => {
  using writer = new LedgerWriter(backendRecord, path, 'test')
  const call = { requestId: 7, attempt: 1, operation: 'GET /', status: 200 } as const
  setLedgerClock(500)
  writer.append({ ...call, event: 'received', receivedAtUs: 1_000, endedAtUs: 0 })
  setLedgerClock(0)
  writer.append({ ...call, event: 'answered', receivedAtUs: 1_000, endedAtUs: 2_000 })
  writer.flush()
  const { columns } = readLedger(path, backendRecord)
  expect([...(columns.receivedAtUs ?? [])]).toEqual([501_000, 1_000])
  expect([...(columns.endedAtUs ?? [])]).toEqual([0, 2_000])
  expect([...(columns.requestId ?? [])]).toEqual([7, 7])
})

test('a turn of the event loop is on disk when the next one begins', async () => {
  using writer = new LedgerWriter(record, path, 'test')
  const emptyBytes = statSync(path).size
  writer.append(sample)
  writer.append(sample)
  expect(statSync(path).size).toBe(emptyBytes)
  await new Promise((resolve) => setImmediate(resolve))
  expect(statSync(path).size).toBe(emptyBytes + 2 * record.widthBytes)
})

test('a number too large for its field is stored as the largest, never wrapped', () => {
  using writer = new LedgerWriter(record, path, 'test')
  writer.append({ ...sample, attempt: 300, port: 70_000 })
  writer.flush()
  const { columns } = readLedger(path)
  expect([columns.attempt?.[0], columns.port?.[0]]).toEqual([255, 65_535])
})

test('a record cut off by a crash is counted and left out', () => {
  {
    using writer = new LedgerWriter(record, path, 'test')
    writer.append(sample)
    writer.append(sample)
  }
  truncateSync(path, statSync(path).size - 5)
  const { count, tornBytes } = readLedger(path)
  expect([count, tornBytes]).toEqual([1, record.widthBytes - 5])
})

test('records that vanished from the middle show as a gap', () => {
  {
    using writer = new LedgerWriter(record, path, 'test')
    writer.append(sample)
  }
  const strange = Buffer.alloc(record.widthBytes)
  strange.writeUInt32LE(9)
  appendFileSync(path, strange)
  expect(readLedger(path)).toMatchObject({ count: 2, gaps: 1 })
})

test.each([
  ['a file that is no ledger', () => appendFileSync(path, 'hello\n'), 'LEDGER_NOT_A_LEDGER'],
  [
    'a ledger of other records',
    () => new LedgerWriter(backendRecord, path, 'test')[Symbol.dispose](),
    'LEDGER_OTHER_RECORD',
  ],
])('%s is refused by name', (_case, write, code) => {
  write()
  expect(() => readLedger(path, record)).toThrow(
    expect.objectContaining({ problems: [expect.objectContaining({ code, where: path })] }),
  )
})

test('a record made in another order than its fields, or with more, is written the same', () => {
  const writer = new LedgerWriter(record, path, 'w')
  const { outcome, atUs, ...rest } = sample
  writer.append({ outcome, ...rest, atUs })
  writer.append({ atUs, ...rest, outcome, ...{ other: 'not of this record' } })
  writer.append({ atUs, ...{ other: 1 }, ...rest, outcome })
  writer[Symbol.dispose]()
  const { columns, count } = readLedger(path, record)
  expect(count).toBe(3)
  for (const [name, value] of Object.entries(sample)) {
    expect([...(columns[name] ?? [])], name).toEqual([value, value, value])
  }
})
