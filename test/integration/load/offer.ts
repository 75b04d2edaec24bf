import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect } from 'vitest'
import { newEpochNs } from '../../../ledger/clock.ts'
import type { LoadLaunch, LoadResult } from '../../../ledger/launch/load.ts'
import { readLedger } from '../../../ledger/reader.ts'
import { clientRecord } from '../../../ledger/records.ts'
import { type Steering, startGenerator } from './start-generator.ts'

let folder = ''
const servers: Server[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'load-'))
})
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
  rmSync(folder, { recursive: true, force: true })
})

export async function portOf(listening: Server): Promise<number> {
  servers.push(listening)
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve))
  return addressOf(listening).port
}

function addressOf(listening: Server): AddressInfo {
  const address = listening.address()
  if (address === null || typeof address === 'string') throw new Error('it does not listen')
  return address
}

export const httpPort = (answer: (request: IncomingMessage, response: ServerResponse) => void) =>
  portOf(createServer(answer))

/** Closes what listens, so that nobody does any more. */
export async function closeServer(): Promise<void> {
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
}

export const read = {
  name: 'read',
  weight: 1,
  method: 'GET',
  path: '/',
  headers: {},
  needsToken: false,
}

/** 100 requests in a second. */
export const launchOf = (port: number, epochNs: bigint, ledgerFolder: string): LoadLaunch => ({
  generator: 'g',
  runId: '0123456789abcdef',
  epochNs: epochNs.toString(),
  seed: 1,
  ledgerFolder,
  target: { host: '127.0.0.1', port },
  host: 'gateway.example',
  arrivals: 'constant',
  ratePerS: 100,
  durationS: 1,
  population: 'users',
  connections: 16,
  deadlineMs: 400,
  connectTimeoutMs: 300,
  operations: [read],
})

/** For who wants every answer, however busy the machine is. */
export const patient = { deadlineMs: 20_000, connectTimeoutMs: 10_000 }

/** Offers 100 requests in a second, unless changed, and reads the ledger that it left. */
export async function offer(port: number, changes: Partial<LoadLaunch> = {}, steer?: Steering) {
  const launch = { ...launchOf(port, newEpochNs(), folder), ...changes }
  const { result, progress } = await startGenerator(launch, steer)
  const { columns, count, gaps } = readLedger(join(folder, 'client-g.ledger'), clientRecord)
  const texts = (name: string) => Array.from(columns[name] ?? [], String)
  const numbers = (name: string) => Array.from(columns[name] ?? [], Number)
  return { result, progress, count, gaps, texts, numbers }
}

/** How often each text occurs. */
export function countsOf(values: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1
  return counts
}

/** Every request offered stands in the ledger once. */
export function expectWhole(run: {
  result: LoadResult
  count: number
  gaps: number
  numbers: (n: string) => number[]
}) {
  expect([run.count, run.gaps]).toEqual([run.result.offered, 0])
  expect(new Set(run.numbers('requestId')).size).toBe(run.count)
}
