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
  const wrongTimes = await wrongTimesOf(store)
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
  const torn = store.ledgers
    .filter(({ instance }) => !targets.has(instance))
    .filter(({ problem, tornBytes, gaps }) => problem !== undefined || tornBytes > 0 || gaps > 0)
  const counts: readonly (readonly [count: number, text: string])[] = [
    [phantoms.unexplained, 'executions at a backend that no gateway ledger knows'],
    [unwitnessed.unexplained, 'answered requests that no gateway ledger knows'],
    [strangers, 'executions of requests that no client ledger knows'],
  ]
  return [
    ...(sums.why === undefined ? [] : [sums.why]),
    ...(store.ledgers.some(({ record }) => record === 'client') ? [] : ['no client ledger']),
    ...counts.filter(([count]) => count > 0).map(([count, text]) => `${count} ${text}`),
    ...torn.map(
      ({ file, records, problem }) =>
        `ledger ${file}: ${problem ?? 'cut off or with gaps'}, ${records} records read`,
    ),
  ]
}
