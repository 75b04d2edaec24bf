import type { LedgerHealth } from '../store/ledger-files.ts'
import type { RunStore } from '../store/store.ts'
import { type WrongTimes, wrongTimesOf } from './clocks.ts'
import { type Hit, inFlightOf } from './in-flight.ts'
import { type Sums, sumsOf } from './sums.ts'
import { type Witnesses, witnessesOf } from './witnesses.ts'

/** The ledgers held against each other. */
export type Reconciliation = {
  readonly sums: Sums
  readonly witnesses: Witnesses
  readonly inFlight: readonly Hit[]
  /** What makes the ledgers no basis for a verdict; empty when they are sound. */
  readonly broken: readonly string[]
}

/** Reconciles a run: sums, the fates of the unknown, duplicates, phantoms, requests in flight. */
export async function reconcile(store: RunStore): Promise<Reconciliation> {
  const sums = await sumsOf(store)
  const witnesses = await witnessesOf(store)
  const inFlight = await inFlightOf(store)
  const wrongTimes = await wrongTimesOf(store, witnesses)
  const broken = [...brokenIn(store, sums, witnesses), ...wrongTimes.map(wrongText)]
  return { sums, witnesses, inFlight, broken }
}

function wrongText({ between, requests, wrongByMs }: WrongTimes): string {
  const by = `by ${Math.ceil(wrongByMs)} ms at least`
  return `the clocks of ${between} differ ${by}: ${requests} requests came before they were sent, or after they were answered`
}

function brokenIn(store: RunStore, sums: Sums, witnesses: Witnesses): string[] {
  const { phantoms, unwitnessed, strangers } = witnesses
  const targets = new Set(store.faults.flatMap((fault) => fault.targets))
  const unsound = store.ledgers.flatMap((ledger) => unsoundText(ledger, targets) ?? [])
  const counts: readonly (readonly [count: number, text: string])[] = [
    [phantoms.unexplained, 'executions at a backend that no gateway ledger knows'],
    [unwitnessed.unexplained, 'answered requests that no gateway ledger knows'],
    [strangers, 'executions of requests that no client ledger knows'],
  ]
  return [
    ...(sums.why === undefined ? [] : [sums.why]),
    ...(store.ledgers.some(({ record, isGone }) => record === 'client' && isGone !== true)
      ? []
      : ['no client ledger']),
    ...counts.filter(([count]) => count > 0).map(([count, text]) => `${count} ${text}`),
    ...unsound,
  ]
}

/**
 * What is wrong with a ledger, of which writer, and how much of it was read. One of an instance that
 * was killed may be cut off, but nothing that stands in it may have changed, and one that the run
 * had at its end may not go.
 */
function unsoundText(ledger: LedgerHealth, killed: ReadonlySet<string>): string | undefined {
  const { file, instance, problem, damaged, missing, records, isGone = false } = ledger
  const found = [
    ...(damaged > 0 ? [`${damaged} records are not what was written`] : []),
    ...(isGone && problem !== undefined ? [problem] : []),
    ...(killed.has(instance) || isGone
      ? []
      : [
          ...(problem === undefined ? [] : [problem]),
          ...(missing > 0 ? [`${missing} records at its end are gone`] : []),
          ...cutTexts(ledger),
        ]),
  ]
  return found.length === 0
    ? undefined
    : `ledger ${file}: ${found.join(', ')}; ${records} records read`
}

function cutTexts({ tornBytes, gaps }: LedgerHealth): string[] {
  return [
    ...(gaps > 0 ? [`${gaps} gaps in its sequence`] : []),
    ...(tornBytes > 0 ? ['its last record is cut off'] : []),
  ]
}
