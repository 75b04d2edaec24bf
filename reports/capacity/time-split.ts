import { join } from 'node:path'
import { readLedger } from '../../ledger/reader.ts'
import { clientRecord, gatewayRecord } from '../../ledger/records.ts'
import { quantileOf } from '../objectives/statistics.ts'
import { ledgerFilesOf } from '../store/ledger-files.ts'

/** Milliseconds; of none all are 0. */
export type Spread = { readonly meanMs: number; readonly p50Ms: number; readonly p99Ms: number }

/** Where the time of answered requests goes. */
export type TimeSplit = {
  readonly requests: number
  /** In instances, without the time of their backends: policies, and the wait for capacity. */
  readonly gateway: Spread
  /** From the instance's side: connect, send, wait, receive. */
  readonly backend: Spread
  /** What the mean client waited beside that: for a connection, for edge and links. */
  readonly elsewhereMeanMs: number
}

export type Window = { readonly startUs: number; readonly endUs: number }

/**
 * Splits the time of a trial's answered requests, from the ledgers of instances and clients in
 * `folder`; undefined when no instance answered any.
 */
export function timeSplitOf(
  folder: string,
  clients: readonly string[],
  window: Window,
): TimeSplit | undefined {
  const gateways = ledgerFilesOf(folder).filter(({ record }) => record === 'gateway')
  const calls = gateways.flatMap(({ file }) => callsIn(join(folder, 'ledgers', file), window))
  if (calls.length === 0) return undefined
  const gateway = spreadOf(calls.map(({ allUs, backendUs }) => Math.max(0, allUs - backendUs)))
  const backend = spreadOf(calls.map(({ backendUs }) => backendUs))
  const client = spreadOf(clients.flatMap((path) => answeredIn(path, window)))
  return {
    requests: calls.length,
    gateway,
    backend,
    elsewhereMeanMs: Math.max(0, client.meanMs - gateway.meanMs - backend.meanMs),
  }
}

function callsIn(path: string, { startUs, endUs }: Window) {
  const { columns, count } = readLedger(path, gatewayRecord)
  const number = (name: string, row: number) => Number(columns[name]?.[row])
  return Array.from({ length: count }, (_, row) => row)
    .filter((row) => {
      const atUs = number('receivedAtUs', row)
      const isOurs = columns.event?.[row] === 'answered' && number('attempt', row) > 0
      return isOurs && atUs >= startUs && atUs < endUs
    })
    .map((row) => ({
      allUs: number('endedAtUs', row) - number('receivedAtUs', row),
      backendUs: number('backendUs', row),
    }))
}

/** From the intended start, of those that got an answer. */
function answeredIn(path: string, { startUs, endUs }: Window): number[] {
  const { columns, count } = readLedger(path, clientRecord)
  const number = (name: string, row: number) => Number(columns[name]?.[row])
  return Array.from({ length: count }, (_, row) => row)
    .filter((row) => {
      const atUs = number('intendedAtUs', row)
      return number('status', row) > 0 && atUs >= startUs && atUs < endUs
    })
    .map((row) => number('endedAtUs', row) - number('intendedAtUs', row))
}

function spreadOf(timesUs: readonly number[]): Spread {
  const sorted = Float64Array.from(timesUs).sort()
  const sum = timesUs.reduce((total, time) => total + time, 0)
  return {
    meanMs: timesUs.length === 0 ? 0 : sum / timesUs.length / 1_000,
    p50Ms: (quantileOf(sorted, 0.5) ?? 0) / 1_000,
    p99Ms: (quantileOf(sorted, 0.99) ?? 0) / 1_000,
  }
}
