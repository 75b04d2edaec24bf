import { expectedOf, withVerdict } from '../../../../reports/suite/judge-suite.ts'
import { outcomeOf } from '../../../../reports/suite/outcome-of.ts'
import {
  type SuiteDocument,
  type SuiteDrill,
  suiteFormat,
} from '../../../../reports/suite/suite-document.ts'
import type { Summary } from '../../../../reports/summary.ts'
import type { VerdictName } from '../../../../reports/verdict.ts'

/** A drill whose claim says so. */
export function drillOf(name: string, expect: 'pass' | 'fail' = 'pass'): SuiteDrill {
  return {
    name,
    given: name,
    description: `What happens in ${name}`,
    tags: ['zone'],
    faults: ['zone-down'],
    wallTimeS: 50,
    claim: {
      says: `Users of ${name} <notice> nothing.`,
      source: 'Reliability in Azure API Management',
      url: 'https://learn.microsoft.com/azure/reliability/reliability-api-management',
      injected: 'Zone 2 loses power.',
      measured: 'Availability.',
      failureMeans: 'Two zones were not enough.',
      change: 'Add units.',
      expect,
      breaks: ['availability >= 99%'],
      twin: { what: 'Zonal.', set: { 'topology.redundancy': 'zonal' } },
      checklist: ['RE:05'],
    },
  }
}

/** A suite of such drills and their twins before its first run. */
export function suiteOf(drills: readonly SuiteDrill[], hasTwins = true): SuiteDocument {
  const runs = drills.flatMap(({ name, claim }) =>
    (hasTwins ? [false, true] : [false]).map((isTwin) => {
      return { drill: name, isTwin, seed: 1, expected: expectedOf(claim, isTwin) }
    }),
  )
  return withVerdict({
    format: suiteFormat,
    name: 'made-up',
    verdict: 'inconclusive',
    exitCode: 3,
    why: '',
    selection: { name: 'made-up', tags: [], drills: [], isQuick: false, hasTwins, seeds: [1] },
    startedAt: '2026-11-21T09:43:15.000Z',
    command: 'gatedrill suite made-up --seed 1',
    versions: { gatedrill: '0.1.0' },
    host: { cores: 2, memoryBytes: 8 * 2 ** 30, system: 'Linux' },
    counts: { planned: 0, asExpected: 0, otherwise: 0, undecided: 0, left: 0 },
    isInterrupted: false,
    drills: [...drills],
    runs,
    checklist: [],
  })
}

/** The same suite with these verdicts of its first runs; a run that fails breaks these. */
export function suiteWith(
  suite: SuiteDocument,
  verdicts: readonly VerdictName[],
  broken: readonly string[] = ['availability >= 99%'],
): SuiteDocument {
  const runs = suite.runs.map((run, index) => {
    const verdict = verdicts[index]
    const claim = suite.drills.find(({ name }) => name === run.drill)?.claim
    if (verdict === undefined) return run
    const summary = summaryOf(verdict, verdict === 'fail' ? broken : [])
    const where = { folder: `${run.drill}-${index}`, earlier: [], tookS: 50 }
    return { ...run, outcome: outcomeOf(run, claim, summary, where) }
  })
  return withVerdict({ ...suite, runs })
}

/** The summary of a run of which nothing was on the machine but itself, unless it was busy. */
export function summaryOf(
  verdict: VerdictName,
  broken: readonly string[] = [],
  isBusy = false,
): Summary {
  const count = { neverArrived: 0, rejected: 0, executed: 0, arrivedOnly: 0 }
  const none = { ofKilled: 0, unexplained: 0 }
  return {
    format: 'gatedrill-summary-1',
    scenario: 'zone-down',
    verdict,
    exitCode: 0,
    why: `It came to ${verdict}.`,
    doubts: [],
    objectives: broken.map((objective) => {
      return { objective, measure: 'availability', verdict: 'fail', unit: '%', why: '', samples: 9 }
    }),
    checks: [],
    reconciliation: {
      offered: 1_000,
      ok: 980,
      rejected: 0,
      failed: 12,
      unknown: 7,
      notSent: 1,
      attempts: 1_000,
      isExact: true,
      broken: [],
    },
    served: { all: 0.98, during: 0.9512 },
    unknown: count,
    duplicates: { requests: 0, byClient: 0, byGateway: 0 },
    phantoms: none,
    unwitnessed: none,
    inFlight: { total: 0, byFate: {} },
    attribution: [],
    faults: [
      {
        id: 'zone-down#1',
        kind: 'zone-down',
        targets: ['a'],
        atS: 12,
        recoveryMs: 1_250,
        undoneBy: 'schedule',
      },
    ],
    regionTurns: [],
    steadyState: { finding: '', before: { unsteady: [] }, after: { unsteady: [] } },
    limits: [],
    configurationLoss: [],
    restores: [],
    ledgers: [],
    provenance: {
      runId: 'r',
      seed: 1,
      startedAt: '2026-11-21T09:43:15.000Z',
      command: '',
      versions: {},
      host: { cores: 2, memoryBytes: 1, system: '' },
      scheduleDigests: [],
      revision: { number: 1, checksum: '', source: '' },
    },
    files: {
      report: 'report.html',
      summary: 'summary.json',
      junit: 'junit.xml',
      markdown: 'summary.md',
      inFlight: 'in-flight.json',
      parquet: [],
    },
    loadTimes: [],
    harness: {
      latenessP99Ms: isBusy ? 40 : 1,
      latenessP99MaxMs: 12.5,
      controllerLagMaxMs: 1,
    },
  }
}
