import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import type { LoadLaunch } from '../ledger/launch/load.ts'
import type { Arrivals } from './arrivals/define-arrivals.ts'
import * as registry from './arrivals/registry.ts'
import { randomOf } from './random.ts'
import { drawValues, type Template, templateOf } from './template.ts'

export type ScheduledOperation = {
  readonly operation: LoadLaunch['operations'][number]
  readonly path: Template
  readonly body: Template | undefined
}

/** All that a load will offer, known before it starts. */
export type Schedule = {
  readonly operations: readonly ScheduledOperation[]
  /** After the load's start, ascending. */
  readonly arrivalsUs: Float64Array
  /** Which operation each arrival is. */
  readonly choices: Uint16Array
  /** What each arrival's places are filled with: those of the path, then those of the body. */
  readonly values: readonly (readonly number[])[]
  /** SHA-256 over the three; the same seed gives the same. */
  readonly digest: string
}

type Planned = Pick<LoadLaunch, 'seed' | 'arrivals' | 'ratePerS' | 'durationS' | 'operations'>

export function scheduleOf(launch: Planned): Schedule {
  const operations = launch.operations.map((operation) => ({
    operation,
    path: templateOf(operation.path),
    body: operation.body === undefined ? undefined : templateOf(operation.body),
  }))
  const arrivalsUs = arrivalsOf(launch)
  const choices = choicesOf(operations, arrivalsUs.length, launch.seed)
  const random = randomOf(launch.seed, 'values')
  const values = Array.from(choices, (choice) => {
    const scheduled = operations[choice]
    if (scheduled === undefined) return []
    const inBody = scheduled.body === undefined ? [] : drawValues(scheduled.body, random)
    return [...drawValues(scheduled.path, random), ...inBody]
  })
  return { operations, arrivalsUs, choices, values, digest: digestOf(arrivalsUs, choices, values) }
}

function arrivalsOf({ seed, arrivals: name, ratePerS, durationS }: Planned): Float64Array {
  const all: readonly Arrivals[] = Object.values(registry)
  const process = all.find((arrivals) => arrivals.name === name)
  assert(process !== undefined, `the registry has no arrivals ${name}`)
  return process.arrivalsUs({ ratePerS, durationS }, randomOf(seed, 'arrivals'))
}

/** Draws an operation for each arrival, by weight. */
function choicesOf(
  operations: readonly ScheduledOperation[],
  count: number,
  seed: number,
): Uint16Array {
  const random = randomOf(seed, 'operations')
  let total = 0
  const upTo = operations.map(({ operation }) => {
    total += operation.weight
    return total
  })
  return Uint16Array.from({ length: count }, () => {
    const drawn = random() * total
    const index = upTo.findIndex((limit) => drawn < limit)
    return index < 0 ? operations.length - 1 : index
  })
}

function digestOf(
  arrivalsUs: Float64Array,
  choices: Uint16Array,
  values: readonly (readonly number[])[],
): string {
  return createHash('sha256')
    .update(new Uint8Array(arrivalsUs.buffer))
    .update(new Uint8Array(choices.buffer))
    .update(JSON.stringify(values))
    .digest('hex')
}
