import seedrandom from 'seedrandom'
import { GatedrillError } from '../../ledger/errors.ts'
import type { FaultEntry, FaultInput, FaultStep } from '../../scenarios/schema/faults.ts'
import { worldErrorCodes, worldProblem } from '../errors.ts'

/** One fault of a schedule at its own time, and where it is written: `faults[0].sequence.steps[1]`. */
export type ScheduledFault = { readonly input: FaultInput; readonly where: string }

/** More than a drill can hold apart, and a guard against schedules of schedules. */
const faultsMax = 1_000

/**
 * Every fault that the entries mean, at its time; the same seed gives the same. Throws a
 * GatedrillError for more than can be.
 */
export function expandSchedule(
  entries: readonly FaultEntry[],
  seed: number,
): readonly ScheduledFault[] {
  return entries.flatMap(({ atS, ...timed }, index) => {
    const where = `faults[${index}]`
    const random = seedrandom(`${seed}/faults/${index}`)
    return spanOf({ ...timed, afterS: 0 }, { startS: atS, where, random }).faults
  })
}

type At = { readonly startS: number; readonly where: string; random(): number }
type Span = { readonly faults: readonly ScheduledFault[]; readonly endS: number }

function spanOf(step: FaultStep, at: At): Span {
  const { sequence, parallel, repeat, random, afterS, kind, durationS = 0, ...params } = step
  const from = { ...at, startS: at.startS + afterS }
  const span =
    (sequence && sequenceOf(sequence, from)) ??
    (parallel && parallelOf(parallel, from)) ??
    (repeat && repeatOf(repeat, from)) ??
    (random && randomOf(random, from))
  if (span === undefined) {
    const input = { ...params, kind: kind ?? '', atS: rounded(from.startS), durationS }
    return { faults: [{ input, where: at.where }], endS: from.startS + durationS }
  }
  if (span.faults.length > faultsMax) throw tooMany(at.where, span.faults.length)
  return span
}

function sequenceOf({ steps, gapS }: NonNullable<FaultStep['sequence']>, at: At): Span {
  let endS = at.startS - gapS
  const faults = steps.flatMap((step, index) => {
    const where = `${at.where}.sequence.steps[${index}]`
    const span = spanOf(step, { ...at, where, startS: endS + gapS })
    endS = span.endS
    return span.faults
  })
  return { faults, endS }
}

/** In which order faults heal that came together is a fault of its own (swizzling). */
function parallelOf({ steps, heal, healEveryS }: NonNullable<FaultStep['parallel']>, at: At): Span {
  const spans = steps.map((step, index) =>
    spanOf(step, { ...at, where: `${at.where}.parallel.steps[${index}]` }),
  )
  const faults = spans.flatMap((span) => span.faults)
  const lastS = Math.max(...spans.map(({ endS }) => endS))
  if (heal === 'as-said') return { faults, endS: lastS }
  const order = orderOf(heal, faults.length, at.random)
  const held = faults.map(({ input, where }, index) => {
    const endS = lastS + order.indexOf(index) * healEveryS
    return { input: { ...input, durationS: rounded(endS - input.atS) }, where }
  })
  return { faults: held, endS: lastS + (faults.length - 1) * healEveryS }
}

/** The places of the faults, in the order in which they heal. */
function orderOf(heal: 'in-order' | 'reverse' | 'random', count: number, random: () => number) {
  const order = Array.from({ length: count }, (_, index) => index)
  if (heal === 'reverse') return order.reverse()
  if (heal === 'in-order') return order
  const drawn = order.map((index) => ({ index, key: random() }))
  return drawn.sort((a, b) => a.key - b.key).map(({ index }) => index)
}

function repeatOf({ step, times, everyS }: NonNullable<FaultStep['repeat']>, at: At): Span {
  const faults: ScheduledFault[] = []
  let endS = at.startS
  for (let turn = 0; turn < times; turn += 1) {
    const startS = everyS === undefined ? endS : at.startS + turn * everyS
    const span = spanOf(step, { ...at, startS, where: `${at.where}.repeat.step` })
    faults.push(...span.faults)
    if (faults.length > faultsMax) throw tooMany(at.where, faults.length)
    endS = span.endS
  }
  return { faults, endS }
}

function randomOf({ choices, count, withinS }: NonNullable<FaultStep['random']>, at: At): Span {
  const starts = Array.from({ length: count }, () => at.random() * withinS).sort((a, b) => a - b)
  const spans = starts.map((offsetS) => {
    const index = Math.floor(at.random() * choices.length)
    const where = `${at.where}.random.choices[${index}]`
    const step = choices[index] ?? { afterS: 0 }
    return spanOf(step, { ...at, where, startS: at.startS + offsetS })
  })
  const faults = spans.flatMap((span) => span.faults)
  return { faults, endS: Math.max(...spans.map(({ endS }) => endS)) }
}

/** To the millisecond, as a person would write it. */
function rounded(timeS: number): number {
  return Math.round(timeS * 1_000) / 1_000
}

function tooMany(where: string, count: number): GatedrillError {
  return new GatedrillError(
    worldProblem({
      code: worldErrorCodes.faultsTooMany,
      where,
      what: `this schedule means ${count} faults`,
      why: `a drill can hold ${faultsMax} apart`,
      fix: 'repeat or draw fewer',
    }),
  )
}
