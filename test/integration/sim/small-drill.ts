import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { type DrillEvent, eventSchema } from '../../../ledger/events.ts'
import type { RevisionContent } from '../../../ledger/revision.ts'
import { scenarioSchema } from '../../../scenarios/schema.ts'
import type { DrillOptions } from '../../../sim/run.ts'

const content: RevisionContent = {
  source: 'test',
  apis: [],
  products: [],
  subscriptions: [],
  backends: [],
  namedValues: [],
  fragments: [],
  versionSets: [],
}

export const smallScenario = scenarioSchema.parse({
  name: 'small-zone-down',
  topology: { tier: 'premium', regions: { westeurope: { zones: 3, units: 3 } } },
  timing: { profile: 'drill', probeIntervalMs: 200, probeTimeoutMs: 150 },
  gateway: { config: 'none' },
  backends: { backend: {} },
  identity: { issuer: 'https://login.test/' },
  load: {
    ratePerS: 50,
    durationS: 6,
    // No code of these is cold: gateways and generator are stand-ins.
    warmUpS: 3,
    deadlineMs: 500,
    operations: [{ name: 'any', path: '/' }],
  },
  faults: [{ kind: 'zone-down', zone: 2, atS: 1, durationS: 2, silenceMs: 500 }],
  objectives: ['recovery < 10s'],
})

const standIns: Readonly<Record<string, string>> = {
  'gateway/main': 'test/integration/sim/stand-ins/gateway.main.ts',
  'load/main': 'test/integration/sim/stand-ins/load.main.ts',
}

/** A drill over a real world whose instances and load are stand-ins. */
export const smallDrill: Omit<DrillOptions, 'folder' | 'signal'> = {
  scenario: smallScenario,
  content,
  contentSource: 'test',
  seed: 7,
  command: 'gatedrill run',
  mainOf: (main) => standIns[main] ?? main,
}

function linesOf(path: string): unknown[] {
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n')
  return lines.map((line): unknown => JSON.parse(line))
}

export function eventsOf(folder: string): DrillEvent[] {
  return linesOf(join(folder, 'events.ndjson')).map((line) => eventSchema.parse(line))
}

/** Steps of the journal, in order. */
export function stepsOf(folder: string): string[] {
  const step = z.looseObject({ step: z.string() })
  return linesOf(join(folder, 'journal.ndjson')).map((line) => step.parse(line).step)
}

/** The process that a `process-started` event tells of. */
export function pidOf(event: DrillEvent | undefined): number {
  return z.object({ pid: z.number() }).parse(event?.detail).pid
}

export function pidsOf(events: readonly DrillEvent[]): number[] {
  return events.filter(({ kind }) => kind === 'process-started').map(pidOf)
}

export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
