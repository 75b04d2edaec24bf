import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { clockSince, newEpochNs } from '../ledger/clock.ts'
import { medianOf } from '../reports/statistics/describe.ts'
import type { Child } from '../sim/processes/child.ts'
import { defineBench } from './define-bench.ts'
import {
  countsOf,
  errorsOf,
  exact,
  medianErrors,
  percentOf,
  type QuantileError,
  smallMs,
  smallShare,
} from './fidelity/judge.ts'
import { type Law, laws } from './fidelity/law.ts'
import { type ServerLog, serverLogSchema } from './fidelity/server-log.ts'
import { trueMsOf, truthOf } from './fidelity/truth.ts'
import { type Undisturbed, undisturbedOf } from './fidelity/undisturbed.ts'
import { pinTo } from './gateway/pin.ts'
import { starterOf } from './gateway/subjects.ts'
import { native } from './load/native.ts'
import { isQuickOf } from './load/options.ts'
import { presentOf } from './load/present-of.ts'
import { quantilesOf } from './load/quantiles-of.ts'
import { type Attack, quantiles, type Told, type Tool } from './load/tool.ts'
import { tools } from './load/tools.ts'
import { keepAwake } from './pauses/awake.ts'
import type { Pause } from './pauses/pause.ts'
import { type Watches, watchProcessors } from './pauses/watches.ts'

const toolProcessor = 0
const serverProcessor = 1
/** Enough for all that wait at the end of the longest stall. */
const openConnections = 200
const warmUpS = 1
/** In turn: a machine that is slow for a moment is slow for one trial of each tool at most. */
const rounds = 3

export const fidelity = defineBench({
  name: 'fidelity',
  about: 'what load generators say of servers whose true response times are known (--quick)',
  async run(say, words) {
    const isQuick = isQuickOf('fidelity', words)
    const folder = mkdtempSync(join(tmpdir(), 'gatedrill-bench-'))
    await using open = new AsyncDisposableStack()
    open.defer(() => rmSync(folder, { recursive: true, force: true }))
    open.use(keepAwake())
    const present = presentOf(tools, say)
    say(
      'Truth: what users who arrive at a constant rate and never wait for each other live through,',
    )
    say(
      "computed from the server's law. Errors are relative to it, with what the server itself was late by",
    )
    say('in that run added; counts, to what the server did.')
    say(
      `${rounds} rounds in turn, medians of the errors. "Undisturbed": the share of all requests that`,
    )
    say('the host held up neither when they were due nor when their answers were, of all rounds.\n')
    say('| server | tool | p50 | p90 | p99 | p99.9 | errors and resets |')
    say('|---|---|---:|---:|---:|---:|---|')
    const start = starterOf(folder, clockSince(newEpochNs()), open)
    const watches = await watchProcessors({
      processors: [toolProcessor, serverProcessor],
      epochNs: '0',
      // Every 0.2 ms it was itself a fifth of what is off at p99.
      napMs: 0.5,
      toleratedMs: 0.1,
      start,
    })
    for (const law of laws) {
      const server = await start(law.name, 'bench/fidelity/server.main', { law: law.name })
      pinTo(serverProcessor, server.pid)
      await measureLaw({ law, server, folder, watches, isQuick }, present, say)
      await server.stop()
    }
    const small = `${smallShare * 100} % or ${smallMs} ms`
    say(`\n(!): off by more than ${small}. ms: what is true, and how late the server itself was.`)
  },
})

type Measuring = {
  readonly law: Law
  readonly server: Child
  readonly folder: string
  readonly watches: Watches | undefined
  readonly isQuick: boolean
}

async function measureLaw(
  measuring: Measuring,
  present: readonly Tool[],
  say: (line: string) => void,
): Promise<void> {
  const { law, isQuick } = measuring
  const durationS = isQuick ? law.quickDurationS : law.durationS
  const truth = truthOf(law, law.ratePerS, durationS)
  const row = (cells: readonly string[]) => say(`| ${cells.join(' | ')} |`)
  row([law.name, `truth: ${law.about}`, ...truth.latenciesMs.map(msOf), ''])
  // Nobody is the first to use a server: its code has not run yet.
  await attack(measuring, native, warmUpS)
  const trials = new Map<Tool, Trial[]>(present.map((tool) => [tool, []]))
  for (let round = 0; round < rounds; round += 1) {
    for (const [tool, ofTool] of trials) {
      ofTool.push(trialOf(await attack(measuring, tool, durationS), law, durationS))
    }
  }
  for (const [tool, ofTool] of trials) {
    const counts = ofTool.map((trial) => trial.counts).find((told) => told !== exact) ?? exact
    row([law.name, tool.name, ...cellsOf(medianErrors(ofTool.map(({ errors }) => errors))), counts])
    const kept = ofTool.flatMap(({ undisturbed }) => undisturbed ?? [])
    if (kept.length < rounds) continue
    const errors = errorsOf(
      quantilesOf(kept.flatMap(({ toldMs }) => toldMs)),
      quantilesOf(kept.flatMap(({ trueMs }) => trueMs)),
    )
    const share = medianOf(kept.map((one) => one.share))
    row([
      law.name,
      `${tool.name}, undisturbed (${(share * 100).toFixed(0)} %)`,
      ...cellsOf(errors),
      counts,
    ])
  }
  const lateMs = [...trials.values()].flat().map((trial) => trial.lateMs)
  const usual = quantiles.map((_quantile, at) => medianOf(lateMs.map((late) => late[at] ?? 0)))
  row([law.name, 'server late by', ...usual.map(msOf), ''])
}

type Trial = {
  readonly errors: readonly QuantileError[]
  readonly counts: string
  readonly lateMs: readonly number[]
  /** Of a tool that tells of each request, when the processors were watched. */
  readonly undisturbed: Undisturbed | undefined
}

function trialOf({ told, did, pauses }: Attacked, law: Law, durationS: number): Trial {
  const trueMs = trueMsOf(law, told, did, durationS)
  const { requests } = told
  return {
    errors: errorsOf(told.latenciesMs, quantilesOf(trueMs.flatMap((ms) => ms ?? []))),
    counts: countsOf(told, did),
    lateMs: quantilesOf(did.lateMs.flatMap((ms) => ms ?? [])),
    undisturbed: requests && pauses && undisturbedOf(requests, trueMs, pauses),
  }
}

function cellsOf(errors: readonly QuantileError[]): readonly string[] {
  return errors.map(({ share, isSmall }) => `${percentOf(share)}${isSmall ? '' : ' (!)'}`)
}

type Attacked = {
  readonly told: Told
  readonly did: ServerLog
  readonly pauses: readonly Pause[] | undefined
}

async function attack(
  { law, server, folder, watches }: Measuring,
  tool: Tool,
  durationS: number,
): Promise<Attacked> {
  const { ratePerS, closedConnections } = law
  const asked: Attack = {
    port: server.portOf('http'),
    path: '/',
    ratePerS,
    durationS,
    openConnections,
    closedConnections,
    isForSpeed: false,
    processor: toolProcessor,
    folder,
  }
  await watches?.begin()
  await server.command('begin', { ignored: tool.warmUpRequests?.(asked) ?? 0 })
  const running = await tool.start(asked)
  const told = await running.told
  if (told === undefined) throw new Error(`${tool.name} says nothing`)
  const pauses = await watches?.pauses()
  return { told, did: serverLogSchema.parse(await server.command('log', {})), pauses }
}

function msOf(ms: number): string {
  return `${ms.toFixed(2)} ms`
}
