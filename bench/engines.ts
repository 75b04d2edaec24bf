import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineBench } from './define-bench.ts'
import { type Agreement, agreementOf, type Trial, toleratedShare } from './engines/agreement.ts'
import { quickPlan, settledAtS, wholePlan } from './engines/plan.ts'
import { runTrial } from './engines/trial.ts'
import { isQuickOf } from './load/options.ts'

const firstSeed = 1
/** Like those of a drill. */
const exitCodes = { agree: 0, disagree: 1, 'cannot say': 3 } as const

const columns = [
  ...['trial', 'engine', 'due', 'requests', 'accounts', 'ok', 'not sent'],
  ...['p50', 'p99', 'p99 during the fault', 'processors busy', 'by others'],
]

/** Two engines, one truth: both play zone-down, and their ledgers have to say the same. */
export const engines = defineBench({
  name: 'engines',
  about: 'zone-down with the load of either engine: counts and latencies side by side (--quick)',
  async run(say, words) {
    const plan = isQuickOf('engines', words) ? quickPlan : wholePlan
    const { ratePerS, durationS, faultAtS } = plan
    const folder = mkdtempSync(join(tmpdir(), 'gatedrill-engines-'))
    const trials: Trial[] = []
    say(
      `zone-down, ${ratePerS}/s evenly spaced for ${durationS} s after a warm-up; p50 and p99 are of`,
    )
    say(`second ${settledAtS} to ${faultAtS}, before the zone is lost\n`)
    say(`| ${columns.join(' | ')} |`)
    say(`|${columns.map(() => '---:|').join('')}`)
    try {
      for (let trial = 1; trial <= plan.trials; trial += 1) {
        // In turn, so that whoever else is busy is busy for both.
        for (const engine of ['native', 'k6'] as const) {
          const taken = await runTrial(engine, firstSeed + trial - 1, plan, folder)
          trials.push(taken)
          say(rowOf(trial, taken))
        }
      }
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
    const agreement = agreementOf(trials)
    say(`\n${textOf(agreement)}`)
    process.exitCode = exitCodes[agreement.verdict]
  },
})

function rowOf(trial: number, taken: Trial): string {
  const { engine, due, requests, isExact, ok, notSent } = taken
  const { p50Ms, p99Ms, faultP99Ms, busyShare, otherShare } = taken
  const counts = [due, requests, isExact ? 'exact' : 'NOT exact', ok, notSent]
  const times = [p50Ms, p99Ms, faultP99Ms].map((ms) => `${ms.toFixed(2)} ms`)
  const shares = [busyShare, otherShare].map((share) => `${Math.round(share * 100)} %`)
  return `| ${[trial, engine, ...counts, ...times, ...shares].join(' | ')} |`
}

function textOf({ verdict, areCountsExact, p50Share, p99Share }: Agreement): string {
  const texts = {
    agree: 'they agree',
    disagree: 'they do NOT agree',
    'cannot say':
      'they differ, but so do trials of one engine, or the machine had no processor free: this cannot be said here',
  }
  return [
    `Counts are ${areCountsExact ? 'exact' : 'NOT exact'}. In the medians of the trials k6 is`,
    `${percentOf(p50Share)} from native at p50, ${percentOf(p99Share)} at p99`,
    `(wanted: exact counts, p99 within ${toleratedShare * 100} %): ${texts[verdict]}.`,
  ].join('\n')
}

function percentOf(share: number): string {
  return `${share < 0 ? '' : '+'}${(share * 100).toFixed(1)} %`
}
