import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, expect, test } from 'vitest'
import { clockSince, newEpochNs } from '../../../ledger/clock.ts'
import { readLedger } from '../../../ledger/reader.ts'
import { clientRecord } from '../../../ledger/records.ts'
import { countsOf, launchOf, portOf } from './offer.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

/** Starts a real generator that may open so many files, and gives the line that ends it. */
async function generatorWith(filesMax: number, connections: number) {
  const folder = mkdtempSync(join(tmpdir(), 'load-'))
  folders.push(folder)
  const port = await portOf(createServer((_request, response) => response.end()))
  const epochNs = newEpochNs()
  const nowUs = clockSince(epochNs)
  const main = join(import.meta.dirname, '../../../load/main.ts')
  const script = `ulimit -n ${filesMax}; exec "${process.execPath}" "${main}"`
  const child = spawn('bash', ['-c', script], { stdio: ['pipe', 'pipe', 'ignore'] })
  const tell = (message: unknown) => child.stdin.write(`${JSON.stringify(message)}\n`)
  tell({ ...launchOf(port, epochNs, folder), connections })
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      const told: { say: string; problem?: string } = JSON.parse(line)
      if (told.say === 'ready') tell({ id: 1, do: 'start', with: { startAtUs: nowUs() + 50_000 } })
      if (told.say === 'failed' || told.say === 'done') return { told, folder }
    }
    throw new Error('it went without a word')
  } finally {
    child.kill()
  }
}

test('more connections than the process may open are refused at the start, with what to do', async () => {
  const { told } = await generatorWith(90, 64)
  expect(told.say).toBe('failed')
  expect(told.problem).toContain('64 connections need 104 open files, and this process may have 90')
  expect(told.problem).toContain('ulimit -n 104')
  expect(told.problem).toContain('LOAD_TOO_FEW_DESCRIPTORS')
})

test('with no more files than it needs it offers everything, and its ledger is whole', async () => {
  const { told, folder } = await generatorWith(104, 64)
  expect(told.say).toBe('done')
  const { columns, count, gaps } = readLedger(join(folder, 'client-g.ledger'), clientRecord)
  expect([count, gaps]).toEqual([100, 0])
  const { failure } = columns
  const failures = countsOf(Array.from(failure ?? [], String))
  expect(failures['no-connection']).toBeUndefined()
})
