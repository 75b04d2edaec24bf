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
import { truthOf } from './fidelity/truth.ts'
import { pinTo } from './gateway/pin.ts'
import { starterOf } from './gateway/subjects.ts'
import { native } from './load/native.ts'
import { isQuickOf } from './load/options.ts'
import { presentOf } from './load/present-of.ts'
import { type Attack, quantiles, type Told, type Tool } from './load/tool.ts'
import { tools } from './load/tools.ts'

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
    const present = presentOf(tools, say)
    say(
      'Truth: what users who arrive at a constant rate and never wait for each other live through,',
    )
    say(
      "computed from the server's law. Errors are relative to it, with what the server itself was late by",
    )
    say('in that run added (without a stall: that is law too); counts, to what the server did.')
    say(`${rounds} rounds in turn, medians of the errors.\n`)
    say('| server | tool | p50 | p90 | p99 | p99.9 | errors and resets |')
    say('|---|---|---:|---:|---:|---:|---|')
    const start = starterOf(folder, clockSince(newEpochNs()), open)
    for (const law of laws) {
      const server = await start(law.name, 'bench/fidelity/server.main', { law: law.name })
      pinTo(serverProcessor, server.pid)
      await measureLaw({ law, server, folder, isQuick }, present, say)
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
      const { told, did } = await attack(measuring, tool, durationS)
      // A machine that holds up the server makes true response times longer, and no tool wrong.
      const trueMs = law.stall === undefined ? did.servedMs : truth.latenciesMs
      const errors = errorsOf(told.latenciesMs, trueMs)
      ofTool.push({ errors, counts: countsOf(told, did), lateMs: did.lateMs })
    }
  }
  for (const [tool, ofTool] of trials) {
    const errors = medianErrors(ofTool.map((trial) => trial.errors))
    const cells = errors.map(({ share, isSmall }) => `${percentOf(share)}${isSmall ? '' : ' (!)'}`)
    const wrong = ofTool.map(({ counts }) => counts).filter((counts) => counts !== exact)
    row([law.name, tool.name, ...cells, wrong[0] ?? exact])
  }
  const lateMs = [...trials.values()].flat().map((trial) => trial.lateMs)
  const usual = quantiles.map((_quantile, at) => medianOf(lateMs.map((late) => late[at] ?? 0)))
  if (law.stall === undefined) row([law.name, 'server late by', ...usual.map(msOf), ''])
}

type Trial = {
  readonly errors: readonly QuantileError[]
  readonly counts: string
  readonly lateMs: readonly number[]
}

async function attack(
  { law, server, folder }: Measuring,
  tool: Tool,
  durationS: number,
): Promise<{ readonly told: Told; readonly did: ServerLog }> {
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
  await server.command('begin', { ignored: tool.warmUpRequests?.(asked) ?? 0 })
  const running = await tool.start(asked)
  const told = await running.told
  if (told === undefined) throw new Error(`${tool.name} says nothing`)
  return { told, did: serverLogSchema.parse(await server.command('log', {})) }
}

function msOf(ms: number): string {
  return `${ms.toFixed(2)} ms`
}
