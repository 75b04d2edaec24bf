import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { checks, judgeChecks } from '../../../../reports/checks/judge-checks.ts'
import { evidenceOf } from '../../../../reports/evidence-of.ts'
import { parseObjectives } from '../../../../reports/objectives/parse-objective.ts'
import { reconcile } from '../../../../reports/reconcile/reconcile.ts'
import { checkOf } from '../../../../reports/render/json.ts'
import { reportRun } from '../../../../reports/report.ts'
import { RunStore } from '../../../../reports/store/store.ts'
import type { Summary } from '../../../../reports/summary.ts'
import { manifest, type RunContent, writeRun } from '../run-folder.ts'

const objectivesSchema = z.looseObject({ objectives: z.array(z.string()).default([]) })

/** What a report says of a made-up run about one check, and the report's texts. */
export async function checkedRun(name: string, content: Partial<RunContent>) {
  const folder = writeRun({ manifest, events: [], ...content })
  const summary: Summary = await reportRun(folder)
  const read = (file: string) => readFileSync(join(folder, file), 'utf8')
  const texts = {
    html: read('report.html'),
    junit: read('junit.xml'),
    markdown: read('summary.md'),
  }
  rmSync(folder, { recursive: true })
  return { check: summary.checks.find((check) => check.name === name), summary, texts }
}

/** What is found about checks of a made-up run, without anything else that a report says. */
export async function judgedChecks(
  content: Partial<RunContent>,
  names: readonly string[] = [...checks.keys()],
) {
  const folder = writeRun({ manifest, events: [], ...content })
  await using store = await RunStore.open(folder)
  const { manifest: read, eventLedger } = store
  const reconciliation = await reconcile(store)
  const objectives = parseObjectives(objectivesSchema.parse(read.scenario).objectives)
  const evidence = { ...(await evidenceOf(store, objectives)), manifest: read, reconciliation }
  const leaveOut = [...checks.keys()].filter((name) => !names.includes(name))
  const known = { ...evidence, events: eventLedger.events, store }
  const judged = await judgeChecks(known, { leaveOut, require: [] })
  rmSync(folder, { recursive: true })
  return judged.map((check) => checkOf(check, { manifest: read }))
}

/** Of one of them. */
export async function judgedCheck(name: string, content: Partial<RunContent>) {
  const [check] = await judgedChecks(content, [name])
  return check
}
