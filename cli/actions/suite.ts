import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { clockSince, newEpochNs } from '../../ledger/clock.ts'
import { GatedrillError } from '../../ledger/errors.ts'
import { makeFolder } from '../../ledger/make-folder.ts'
import { withVerdict } from '../../reports/suite/judge-suite.ts'
import {
  type SuiteDocument,
  type SuiteDrill,
  type SuiteRun,
  suiteFormat,
} from '../../reports/suite/suite-document.ts'
import { readSuite, writeSuite } from '../../reports/suite/suite-folder.ts'
import { suiteJunitOf } from '../../reports/suite/suite-junit.ts'
import { hostFacts, versions } from '../../sim/run-folder.ts'
import { baselineOf } from '../baseline.ts'
import { commandLineOf, quoted } from '../command-line.ts'
import { durationText } from '../duration-text.ts'
import { exitCodes } from '../exit-codes.ts'
import { abortOnInterrupt } from '../interrupt.ts'
import { newRunFolder, prepareDrill } from '../prepare-drill.ts'
import { runOnce } from '../run-once.ts'
import {
  planSuite,
  reliabilitySuite,
  type SuitePlan,
  type SuiteSelection,
  wallTimeOf,
} from '../suite/plan-suite.ts'
import { headOf, printSuite, printSuitePlan } from '../suite/print-suite.ts'
import { isDecided, runSuite } from '../suite/run-suite.ts'
import { sweep } from '../sweep.ts'
import { tell } from '../tell.ts'

export type SuiteOptions = {
  readonly tag: readonly string[]
  readonly drill: readonly string[]
  readonly quick?: true
  readonly twins?: true
  readonly seed: number
  readonly seeds: number
  readonly out: string
  readonly keepGoing: boolean
  readonly resume?: string
  readonly junit?: string
  readonly quiet?: true
  readonly dryRun?: true
  readonly json?: true
}

/** Runs a set of drills, writes what they come to, and sets the exit code. */
export async function suite(name: string | undefined, options: SuiteOptions): Promise<void> {
  const { resume, out, json, junit } = options
  const begun = resume === undefined ? await planSuite(selectionOf(name, options)) : undefined
  const document =
    begun === undefined ? readSuite(resume ?? '') : documentOf(begun, commandOf(name, options))
  if (options.dryRun === true) {
    const plan = leftOf(document, begun?.missing ?? [])
    if (json === true) print(plan)
    else printSuitePlan(plan, document.command)
    return
  }
  // Before anything runs: an hour of drills is too long to learn that the last one cannot start.
  await prepareAll(document)
  sweep(out)
  const folder = resume ?? newRunFolder(out, `suite-${document.name}`)
  makeFolder(folder)
  const ended = await runAll(document, folder, options)
  if (junit !== undefined) writeFileSync(junit, suiteJunitOf(ended))
  if (json === true) print(ended)
  else printSuite(ended, folder)
  process.exitCode = ended.exitCode
}

function print(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, undefined, 2)}\n`)
}

function selectionOf(given: string | undefined, options: SuiteOptions): SuiteSelection {
  const { tag, drill, quick, twins, seed, seeds } = options
  return {
    name: given ?? (drill.length > 0 ? 'chosen' : reliabilitySuite),
    tags: [...tag],
    drills: [...drill],
    isQuick: quick === true,
    hasTwins: twins === true,
    seeds: Array.from({ length: seeds }, (_, index) => seed + index),
  }
}

/** A suite before its first run. */
function documentOf({ selection, drills, runs }: SuitePlan, command: string): SuiteDocument {
  return withVerdict({
    format: suiteFormat,
    name: selection.name,
    verdict: 'inconclusive',
    exitCode: exitCodes.inconclusive,
    why: '',
    selection,
    startedAt: new Date().toISOString(),
    command,
    versions: versions(),
    host: hostFacts(),
    counts: { planned: 0, asExpected: 0, otherwise: 0, undecided: 0, left: 0 },
    isInterrupted: false,
    drills: [...drills],
    runs: [...runs],
    checklist: [],
  })
}

/** What of a suite has not been decided yet. */
function leftOf(document: SuiteDocument, missing: readonly string[]): SuitePlan {
  const { selection, drills } = document
  const runs = document.runs.filter((run) => !isDecided(run))
  return { selection, drills, runs, missing, wallTimeS: wallTimeOf(runs, drills) }
}

async function prepareAll({ drills, selection }: SuiteDocument): Promise<void> {
  for (const { given, claim } of drills) {
    await prepareDrill(given, scenarioOptions(false, selection.seeds[0] ?? 1))
    if (!selection.hasTwins || claim === undefined) continue
    await prepareDrill(given, scenarioOptions(true, selection.seeds[0] ?? 1))
  }
}

async function runAll(
  document: SuiteDocument,
  folder: string,
  { quiet, keepGoing }: SuiteOptions,
): Promise<SuiteDocument> {
  using interrupt = abortOnInterrupt('ending the drill that runs, writing what there is')
  const nowUs = clockSince(newEpochNs())
  const say = (line: string) => {
    if (quiet !== true) process.stderr.write(`${line}\n`)
  }
  writeSuite(folder, document)
  say(`${headOf(document)}; ${folder}`)
  const ended = await runSuite(document, {
    run: (drill, run, name) => runInto(join(folder, name), drill, run, interrupt.signal),
    failed: failureOf,
    isTaken: (name) => existsSync(join(folder, name)),
    keep: (now) => writeSuite(folder, now),
    say,
    nowMs: () => nowUs() / 1_000,
    signal: interrupt.signal,
    keepGoing,
  })
  say(`took ${durationText(nowUs() / 1e6)}`)
  return ended
}

async function runInto(folder: string, { given }: SuiteDrill, run: SuiteRun, signal: AbortSignal) {
  const { isTwin, seed } = run
  const options = scenarioOptions(isTwin, seed)
  const command = commandLineOf(given, options)
  const prepared = await prepareDrill(given, options)
  const baseline = await baselineOf(prepared, { ...options, seeds: [seed] })
  return runOnce(prepared, { seed, folder, command, isQuiet: true, signal, baseline })
}

function scenarioOptions(isTwin: boolean, seed: number) {
  return { seed, set: [], ...(isTwin ? { twin: true as const } : {}) }
}

/** One sentence; a bug is told as one, and the suite goes on. */
function failureOf(error: unknown): string {
  if (error instanceof GatedrillError) {
    const [problem] = error.problems
    return problem === undefined ? error.message : `${problem.where}: ${problem.what}.`
  }
  tell(error)
  return `It broke off: ${error instanceof Error ? error.message : String(error)}.`
}

function commandOf(name: string | undefined, options: SuiteOptions): string {
  const { tag, drill, quick, twins, seed, seeds, keepGoing } = options
  const words = [
    'gatedrill',
    'suite',
    ...(name === undefined ? [] : [name]),
    ...tag.flatMap((one) => ['--tag', one]),
    ...drill.flatMap((one) => ['--drill', one]),
    ...(quick === true ? ['--quick'] : []),
    ...(twins === true ? ['--twins'] : []),
    '--seed',
    String(seed),
    ...(seeds === 1 ? [] : ['--seeds', String(seeds)]),
    ...(keepGoing ? [] : ['--no-keep-going']),
  ]
  return words.map(quoted).join(' ')
}
