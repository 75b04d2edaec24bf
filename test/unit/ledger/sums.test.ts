import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { SumsCheck, SumsWriter } from '../../../ledger/sums.ts'

const widthBytes = 64
/** Two flushes of these end a stretch. */
const flushRecords = 600
const flushBytes = flushRecords * widthBytes

/** A ledger of five flushes, each with a name of its own, and the sums that were written of it. */
function written() {
  const folder = mkdtempSync(join(tmpdir(), 'gatedrill-sums-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'a.ledger')
  const records = Buffer.alloc(5 * flushBytes)
  for (let at = 0; at < records.length; at += 1) records[at] = (at * 31) % 251
  const names = Buffer.from('one\ntwo\nthree\nfour\nfive\n')
  {
    using sums = new SumsWriter(path, widthBytes)
    for (let flush = 0; flush < 5; flush += 1) {
      sums.addNames(names.subarray(flush * 5, flush === 4 ? names.length : (flush + 1) * 5))
      sums.addRecords(records.subarray(flush * flushBytes, (flush + 1) * flushBytes))
    }
  }
  return { path, records, names }
}

/** What is found of a ledger that is read in pieces of so many records. */
function checked(path: string, records: Buffer, pieceRecords = 1_000) {
  const check = new SumsCheck(path, widthBytes)
  for (let at = 0; at < records.length; at += pieceRecords * widthBytes) {
    check.take(records.subarray(at, at + pieceRecords * widthBytes))
  }
  return { damaged: check.damaged, missing: check.missing }
}

test.each([1, 599, 1_000, 100_000])('a ledger as it was written is sound, read by %i', (piece) => {
  const { path, records, names } = written()
  expect(checked(path, records, piece)).toEqual({ damaged: 0, missing: 0 })
  expect(new SumsCheck(path, widthBytes).hasNames(names)).toBe(true)
})

test.each([
  ['the first stretch', 0, 1_200],
  ['the second', 1_300, 1_200],
  ['what was flushed last', 2_999, 600],
])('a record that was changed in %s damages that stretch alone', (_where, record, damaged) => {
  const { path, records } = written()
  const at = record * widthBytes + 9
  records[at] = (records[at] ?? 0) ^ 1
  expect(checked(path, records)).toEqual({ damaged, missing: 0 })
})

test('two stretches that were changed are both counted', () => {
  const { path, records } = written()
  for (const at of [0, records.length - 1]) records[at] = (records[at] ?? 0) ^ 1
  expect(checked(path, records)).toEqual({ damaged: 1_800, missing: 0 })
})

test('records that are gone from the end are missing, and no more than those', () => {
  const { path, records } = written()
  expect(checked(path, records.subarray(0, -7 * widthBytes)).missing).toBe(7)
  // What came after the last sums is the writer's to tell.
  expect(checked(path, Buffer.concat([records, records])).missing).toBe(0)
})

test.each(['one', 'three', 'five'])('the name %s that was changed is noticed', (name) => {
  const { path, names } = written()
  const at = names.indexOf(name)
  names[at] = (names[at] ?? 0) ^ 1
  expect(new SumsCheck(path, widthBytes).hasNames(names)).toBe(false)
})

test('sums that a killed writer wrote in part are read as far as they are whole', () => {
  const { path, records } = written()
  appendFileSync(`${path}.sums`, Buffer.alloc(7, 255))
  expect(checked(path, records)).toEqual({ damaged: 0, missing: 0 })
})

test('a ledger without sums is not checked', () => {
  const { path, records, names } = written()
  rmSync(`${path}.sums`)
  records[0] = 255
  expect(checked(path, records)).toEqual({ damaged: 0, missing: 0 })
  expect(new SumsCheck(path, widthBytes).hasNames(names)).toBe(true)
})
