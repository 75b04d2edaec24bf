import { cpus } from 'node:os'
import type { MachineSlice, MachineUse } from '../ledger/run.ts'
import { type Clock, every } from './clock.ts'
import { linuxMachine, type MachineReader, type ProcessTime } from './machine-reader.ts'

export type MachineMeter = {
  /** How busy the machine was since the start, and how much of that was not this run. */
  stop(): MachineUse | undefined
}

/** Ticks are 10 ms: a slice of two processors has a hundred. */
const periodMs = 500
/** Forty minutes; past them those there are get joined two by two, the oldest again and again. */
const slicesMax = 4_800

/** What was used between two instants, in seconds of one processor. */
type Used = {
  readonly fromUs: number
  readonly untilUs: number
  readonly allS: number
  readonly busyS: number
  readonly stolenS: number
  readonly ownS: number
}

/**
 * Watches what a run and everything else take of the processors, in all and over time. A world that
 * is starved by other work fails as one that is broken does, and only this tells them apart. Linux
 * only; elsewhere nothing is said.
 */
export function watchMachine(
  clock: Clock,
  pids: () => readonly number[],
  machine: MachineReader = linuxMachine,
): MachineMeter {
  const readNow = () => ({
    atUs: clock.nowUs(),
    processors: machine.processors(),
    own: timesOf(pids(), machine),
  })
  let last = readNow()
  let slices: Used[] = []
  const read = () => {
    const now = readNow()
    const used = usedBetween(last, now)
    // Without a tick in between nothing can be told: it is part of the next slice.
    if (used === undefined) return
    last = now
    slices.push(used)
    if (slices.length > slicesMax) slices = joinedByTwo(slices)
  }
  const callOff = every(clock, periodMs, read)
  return {
    stop() {
      callOff()
      read()
      return useOf(withoutStub(slices))
    },
  }
}

type Moment = {
  readonly atUs: number
  readonly processors: ReturnType<MachineReader['processors']>
  readonly own: ReadonlyMap<number, ProcessTime>
}

/** What a process of the run starts works for the run: k6 is one's grandchild. */
function timesOf(pids: readonly number[], machine: MachineReader) {
  const all = new Set(pids)
  // What is added meanwhile is walked as well.
  for (const pid of all) for (const child of machine.childrenOf(pid)) all.add(child)
  const times = new Map<number, ProcessTime>()
  for (const pid of all) {
    const time = machine.timeOf(pid)
    if (time !== undefined) times.set(pid, time)
  }
  return times
}

function usedBetween(from: Moment, until: Moment): Used | undefined {
  if (from.processors === undefined || until.processors === undefined) return undefined
  const allS = until.processors.allS - from.processors.allS
  if (allS <= 0) return undefined
  return {
    fromUs: from.atUs,
    untilUs: until.atUs,
    allS,
    busyS: until.processors.busyS - from.processors.busyS,
    stolenS: until.processors.stolenS - from.processors.stolenS,
    ownS: ownBetween(from.own, until.own),
  }
}

/**
 * What the processes of the run used. A process that came counts from its start. One that has gone is
 * told by its parent, which waited for it: what children used in all, less what was known of them.
 */
function ownBetween(from: Moment['own'], until: Moment['own']): number {
  let liveS = 0
  let reapedS = 0
  for (const [pid, now] of until) {
    const before = from.get(pid)
    liveS += Math.max(0, now.ownS - (before?.ownS ?? 0))
    reapedS += Math.max(0, now.reapedS - (before?.reapedS ?? 0))
  }
  for (const [pid, before] of from) if (!until.has(pid)) reapedS -= before.ownS + before.reapedS
  return liveS + Math.max(0, reapedS)
}

/** Of a few ticks nothing can be told: what is left at the end belongs to the slice before. */
function withoutStub(slices: readonly Used[]): readonly Used[] {
  const [before, last] = slices.slice(-2)
  if (before === undefined || last === undefined) return slices
  const isStub = last.untilUs - last.fromUs < (periodMs * 1_000) / 2
  return isStub ? [...slices.slice(0, -2), sumOf([before, last])] : slices
}

/** Joins each two that follow each other. */
function joinedByTwo(slices: readonly Used[]): Used[] {
  return slices.flatMap((first, index) => {
    if (index % 2 === 1) return []
    const second = slices[index + 1]
    return [second === undefined ? first : sumOf([first, second])]
  })
}

function sumOf(slices: readonly [Used, ...Used[]]): Used {
  const sum = (of: (used: Used) => number) => slices.reduce((all, used) => all + of(used), 0)
  return {
    fromUs: slices[0].fromUs,
    untilUs: (slices.at(-1) ?? slices[0]).untilUs,
    allS: sum(({ allS }) => allS),
    busyS: sum(({ busyS }) => busyS),
    stolenS: sum(({ stolenS }) => stolenS),
    ownS: sum(({ ownS }) => ownS),
  }
}

function useOf([first, ...rest]: readonly Used[]): MachineUse | undefined {
  if (first === undefined) return undefined
  const { busyShare, otherShare, stolenShare } = sharesOf(sumOf([first, ...rest]))
  const slices = [first, ...rest].map(sliceOf)
  return { processors: cpus().length, busyShare, otherShare, stolenShare, slices }
}

function sliceOf(used: Used): MachineSlice {
  const { fromUs, untilUs } = used
  return { fromUs: Math.round(fromUs), untilUs: Math.round(untilUs), ...sharesOf(used) }
}

/**
 * What was stolen is never this run's, whatever its processes believe to have used: some systems count
 * it as theirs.
 */
function sharesOf({ allS, busyS, stolenS, ownS }: Used) {
  const share = (seconds: number) => Number(Math.min(1, Math.max(0, seconds / allS)).toFixed(4))
  const busyShare = share(busyS)
  const stolenShare = Math.min(busyShare, share(stolenS))
  const otherShare = Math.max(stolenShare, share(busyS - ownS))
  return { busyShare, ownShare: share((busyShare - otherShare) * allS), otherShare, stolenShare }
}
