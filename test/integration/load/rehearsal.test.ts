import { mkdtempSync, readdirSync, rmSync, watch } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { newEpochNs } from '../../../ledger/clock.ts'
import { readLedger } from '../../../ledger/reader.ts'
import { clientRecord } from '../../../ledger/records.ts'
import { httpPort, launchOf, patient } from './offer.ts'
import { startGenerator } from './start-generator.ts'

test('a generator rehearses before it is ready, and nobody else hears of it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'load-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const appeared = new Set<string>()
  const watching = watch(folder, (_event, name) => appeared.add(name ?? ''))
  onTestFinished(() => watching.close())
  let asked = 0
  const port = await httpPort((_request, response) => {
    asked += 1
    response.end('hello')
  })
  const launch = { ...launchOf(port, newEpochNs(), folder), ...patient }
  const appearedWhenReady: string[] = []
  const { result } = await startGenerator(launch, async (child, nowUs) => {
    appearedWhenReady.push(...appeared)
    expect(asked).toBe(0)
    await child.command('start', { startAtUs: nowUs() + 50_000 })
  })

  expect(appearedWhenReady.filter((name) => name.startsWith('rehearsal-'))).toHaveLength(1)
  expect([result.offered, asked]).toEqual([100, 100])
  expect(readLedger(join(folder, 'client-g.ledger'), clientRecord).count).toBe(100)
  expect(readdirSync(folder).filter((name) => !name.startsWith('client-g.ledger'))).toEqual([])
})
