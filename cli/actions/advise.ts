import { statSync } from 'node:fs'
import { advise as adviceOn, chosenRules, isAtLeast } from '../../advice/advise.ts'
import type { Severity } from '../../advice/define-rule.ts'
import {
  type ReadSubject,
  readDocument,
  readFolder,
  readScenario,
} from '../../advice/read-subject.ts'
import { sarifOf } from '../../advice/sarif/sarif.ts'
import { GatedrillError } from '../../ledger/errors.ts'
import { loadScenario } from '../../scenarios/load-scenario.ts'
import { exitCodes } from '../exit-codes.ts'
import { printAdvice } from '../print-advice.ts'
import { writeText } from '../write-text.ts'

/** Options of the command. */
export type AdviseOptions = {
  readonly set: readonly string[]
  readonly config?: string
  readonly rule: readonly string[]
  readonly ignore: readonly string[]
  readonly failOn: Severity | 'none'
  readonly json?: true
  readonly sarif?: string
}

/** Prints what rules find in a scenario, folder or document, and sets the exit code. */
export async function advise(what: string, options: AdviseOptions): Promise<void> {
  const { rule, ignore, failOn, sarif } = options
  const rules = chosenRules({ only: rule, ignored: ignore })
  const { subject, unread } = await subjectOf(what, options)
  const problems = unread.flatMap((error) => error.problems)
  if (subject.documents.length === 0 && problems.length > 0) throw new GatedrillError(problems)
  const findings = adviceOn(subject, rules)
  if (sarif !== undefined) {
    writeText(sarif, `${JSON.stringify(sarifOf(findings), undefined, 2)}\n`, 'the findings')
  }
  printAdvice({ what, findings, rules, subject, unread: problems }, options.json === true)
  const isFailed = failOn !== 'none' && findings.some((finding) => isAtLeast(finding, failOn))
  process.exitCode = isFailed ? exitCodes.objectiveFailed : 0
}

async function subjectOf(
  what: string,
  { set, config }: Pick<AdviseOptions, 'set' | 'config'>,
): Promise<ReadSubject> {
  const found = statSync(what, { throwIfNoEntry: false })
  if (found?.isDirectory() === true) return readFolder(what)
  if (what.endsWith('.xml')) {
    if (found?.isFile() === true) return readDocument(what)
    throw new GatedrillError({
      code: 'CLI_FILE_MISSING',
      where: what,
      what: 'this file cannot be read',
      why: 'it is not there, or is no file',
      fix: 'name a policy document, policy.xml say',
    })
  }
  return readScenario(await loadScenario(what, { set, config }))
}
