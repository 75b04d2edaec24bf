import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { GatedrillError } from '../ledger/errors.ts'
import { type ArrivalsShape, highestRateOf } from '../ledger/launch/arrivals.ts'
import type { LoadLaunch } from '../ledger/launch/load.ts'
import { partOf, type Share, wholeShare } from '../ledger/share.ts'
import { traceArrivalsOf } from '../ledger/trace.ts'
import type { Arrivals } from './arrivals/define-arrivals.ts'
import * as registry from './arrivals/registry.ts'
import { loadErrorCodes, loadProblem } from './errors.ts'
import { randomOf } from './random.ts'
import { drawValues, type Template, templateOf } from './template.ts'
import { keptInWarmUp, leaveOut } from './warm-up.ts'
import { drawByWeight } from './weights.ts'

/** About 800 MB of schedule; 20 000 requests/s for half an hour. */
const arrivalsMax = 36_000_000

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
  /** Which population each arrival is of; undefined: there is one. */
  readonly populations: Uint8Array | undefined
  /** What the places of all arrivals are filled with: of each, those of the path, then the body's. */
  readonly values: Float64Array
  /** Where in `values` those of each arrival begin. */
  readonly valuesFrom: Uint32Array
  /** Which part of the whole this is. */
  readonly share: Share
  /** Arrivals of the whole, of which this may be a part. */
  readonly wholeCount: number
  /** SHA-256 over arrivals, choices, populations and values of the whole; the same seed gives the same. */
  readonly digest: string
}

type Planned = Pick<
  LoadLaunch,
  | 'seed'
  | 'share'
  | 'arrivals'
  | keyof ArrivalsShape
  | 'ratePerS'
  | 'durationS'
  | 'warmUpS'
  | 'operations'
  | 'populations'
  | 'randomised'
  | 'traceFile'
>

/** Computes a share of the schedule of a seed; there is at least one operation. A GatedrillError says what cannot be scheduled. */
export function scheduleOf(launch: Planned): Schedule {
  const operations = launch.operations.map((operation) => ({
    operation,
    path: templateOf(operation.path),
    body: operation.body === undefined ? undefined : templateOf(operation.body),
  }))
  assert(operations.length > 0, 'a load has at least one operation')
  check(launch, operations)
  const { arrivalsUs, choices } = arrivalsAndChoices(launch, operations)
  const drawn = valuesOf(operations, choices, launch.seed)
  const populations = drawnPopulations(launch, arrivalsUs.length)
  const ofPopulations = populations === undefined ? [] : [populations]
  const digest = digestOf([arrivalsUs, choices, drawn.values, ...ofPopulations])
  const { share = wholeShare } = launch
  const wholeCount = arrivalsUs.length
  const whole = {
    operations,
    arrivalsUs,
    choices,
    populations,
    ...drawn,
    share,
    wholeCount,
    digest,
  }
  return sharedOf(whole)
}

/** The id of an arrival of the schedule: that of the whole, whoever offers it. */
export function requestIdOf({ share }: Schedule, index: number): number {
  return index * share.of + share.index + 1
}

/** Of the `count`-th arrival beside the schedule, from 1 on: behind all that are of it. */
export function extraIdOf({ share, wholeCount }: Schedule, count: number): number {
  return wholeCount + (count - 1) * share.of + share.index + 1
}

/** Every `of`-th arrival; the values that it does not need are left where they are. */
function sharedOf(whole: Schedule): Schedule {
  const { arrivalsUs, choices, populations, valuesFrom, share } = whole
  if (share.of === 1) return whole
  const count = partOf(arrivalsUs.length, share)
  const at = (index: number) => index * share.of + share.index
  return {
    ...whole,
    arrivalsUs: new Float64Array(count).map((_, index) => arrivalsUs[at(index)] ?? 0),
    choices: new Uint16Array(count).map((_, index) => choices[at(index)] ?? 0),
    populations:
      populations && new Uint8Array(count).map((_, index) => populations[at(index)] ?? 0),
    valuesFrom: new Uint32Array(count).map((_, index) => valuesFrom[at(index)] ?? 0),
  }
}

function check(planned: Planned, operations: readonly ScheduledOperation[]): void {
  const { durationS } = planned
  const ratePerS = highestRateOf(planned)
  const emptyRanges = operations.flatMap(({ operation, path, body }) =>
    [...path.ranges, ...(body?.ranges ?? [])]
      .filter(({ from, to }) => from > to)
      .map(({ from, to }) =>
        loadProblem({
          code: loadErrorCodes.emptyRange,
          where: `operation ${operation.name}`,
          what: `no integer lies in ${from}..${to}`,
          why: 'one is drawn from it for every request',
          fix: `write ${to}..${from}`,
        }),
      ),
  )
  const tooMany = loadProblem({
    code: loadErrorCodes.tooManyArrivals,
    where: 'load',
    what: `${ratePerS}/s for ${durationS} s are ${Math.round(ratePerS * durationS)} arrivals`,
    why: `all are computed before the start, at most ${arrivalsMax}`,
    fix: 'lower ratePerS or durationS',
  })
  const problems = ratePerS * durationS > arrivalsMax ? [tooMany, ...emptyRanges] : emptyRanges
  if (problems.length > 0) throw new GatedrillError(problems)
}

function arrivalsOf(planned: Planned, traceUs: Float64Array | undefined): Float64Array {
  const { seed, arrivals: name } = planned
  const all: readonly Arrivals[] = Object.values(registry)
  const process = all.find((arrivals) => arrivals.name === name)
  assert(process !== undefined, `the registry has no arrivals ${name}`)
  return process.arrivalsUs({ ...planned, traceUs }, randomOf(seed, 'arrivals'))
}

/** When requests come and what they are: a trace says both, else an operation is drawn for each. */
function arrivalsAndChoices(
  planned: Planned,
  operations: readonly ScheduledOperation[],
): Pick<Schedule, 'arrivalsUs' | 'choices'> {
  const trace = planned.traceFile && traceArrivalsOf(readFileSync(planned.traceFile))
  const all = arrivalsOf(planned, trace ? trace.arrivalsUs : undefined)
  const kept = keptInWarmUp(all, planned)
  const arrivalsUs = all.subarray(leaveOut(all, kept))
  if (trace) {
    return { arrivalsUs, choices: trace.choices.subarray(leaveOut(trace.choices, kept)) }
  }
  return { arrivalsUs, choices: choicesOf(operations, arrivalsUs.length, planned.seed) }
}

/** Draws an operation for each arrival, by weight. */
function choicesOf(
  operations: readonly ScheduledOperation[],
  count: number,
  seed: number,
): Uint16Array {
  const weights = operations.map(({ operation }) => operation.weight)
  const draw = drawByWeight(weights, randomOf(seed, 'operations'))
  return new Uint16Array(count).map(draw)
}

/** Draws a population for each arrival, by share; from a stream of its own, and not for one alone. */
function drawnPopulations(
  { populations = [], seed }: Planned,
  count: number,
): Uint8Array | undefined {
  if (populations.length < 2) return undefined
  const shares = populations.map(({ share }) => share)
  const draw = drawByWeight(shares, randomOf(seed, 'populations'))
  return new Uint8Array(count).map(draw)
}

/** Draws what each arrival's places are filled with. */
function valuesOf(operations: readonly ScheduledOperation[], choices: Uint16Array, seed: number) {
  const random = randomOf(seed, 'values')
  const places = operations.map(
    ({ path, body }) => path.ranges.length + (body === undefined ? 0 : body.ranges.length),
  )
  const valuesFrom = new Uint32Array(choices.length)
  let count = 0
  for (let at = 0; at < choices.length; at += 1) {
    valuesFrom[at] = count
    count += places[choices[at] ?? 0] ?? 0
  }
  const values = new Float64Array(count)
  for (let at = 0; at < choices.length; at += 1) {
    const { path, body } = operations[choices[at] ?? 0] ?? {}
    const from = valuesFrom[at] ?? 0
    if (path !== undefined) values.set(drawValues(path, random), from)
    if (body !== undefined) values.set(drawValues(body, random), from + (path?.ranges.length ?? 0))
  }
  return { values, valuesFrom }
}

function digestOf(parts: readonly (Float64Array | Uint16Array | Uint8Array)[]): string {
  const hash = createHash('sha256')
  for (const { buffer, byteOffset, byteLength } of parts) {
    hash.update(new Uint8Array(buffer, byteOffset, byteLength))
  }
  return hash.digest('hex')
}
