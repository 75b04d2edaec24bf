import type { Finding } from '../advice/advise.ts'
import { type Rule, type Severity, severities } from '../advice/define-rule.ts'
import { textOfPlace } from '../advice/place.ts'
import type { Subject } from '../advice/subject.ts'
import { type Paint, paintTerminal } from '../gateway/trace/trace-text.ts'
import type { Problem } from '../ledger/errors.ts'

export type Advice = {
  /** As it was asked for. */
  readonly what: string
  readonly findings: readonly Finding[]
  /** Those that were asked. */
  readonly rules: readonly Rule[]
  readonly subject: Subject
  /** Documents that no rule has seen. */
  readonly unread: readonly Problem[]
}

/** Prints findings by severity, or as JSON whose shape docs/advice.md has. */
export function printAdvice(advice: Advice, isJson: boolean): void {
  const text = isJson
    ? JSON.stringify(jsonOf(advice), undefined, 2)
    : linesOf(advice, paintTerminal).join('\n')
  process.stdout.write(`${text}\n`)
}

function jsonOf({ what, findings, rules, unread }: Advice) {
  return {
    checked: what,
    rules: rules.length,
    counts: Object.fromEntries(severities.map((severity) => [severity, of(findings, severity)])),
    findings: findings.map(({ rule, at, what: found, fix, fingerprint }) => ({
      rule: rule.id,
      severity: rule.severity,
      where: textOfPlace(at),
      file: at.file,
      line: at.line,
      column: at.column,
      field: at.field,
      what: found,
      why: rule.why,
      fix,
      source: rule.source,
      fingerprint,
    })),
    unread,
  }
}

const colours = { high: 'red', medium: 'yellow', low: 'dim' } as const

function linesOf(advice: Advice, paint: Paint): readonly string[] {
  const { what, findings, rules, subject, unread } = advice
  const counts = severities.map((severity) => `${of(findings, severity)} ${severity}`).join(', ')
  const silent = rules.filter((rule) => isSilent(rule, subject)).length
  return [
    ...unread.map(({ where, what: wrong }) => `${where}  not read: ${wrong}`),
    ...severities.flatMap((severity) => ofSeverity(severity, findings, paint)),
    `${paint('bold', 'advice')}  ${what}: ${counts}; ${rules.length} rules` +
      (silent === 0 ? '' : `, ${silent} of which need ${missingOf(subject)}`),
  ]
}

function ofSeverity(
  severity: Severity,
  findings: readonly Finding[],
  paint: Paint,
): readonly string[] {
  const own = findings.filter(({ rule }) => rule.severity === severity)
  return own.flatMap(({ rule, at, what, fix }, index) => [
    ...(own[index - 1]?.rule === rule ? [] : headOf(rule, severity, paint)),
    `  ${textOfPlace(at)}  ${what}`,
    ...(fix === rule.fix ? [] : [paint('dim', `    fix: ${fix}`)]),
    ...(own[index + 1]?.rule === rule ? [] : ['']),
  ])
}

/** Once for all places of a rule. */
function headOf(rule: Rule, severity: Severity, paint: Paint): readonly string[] {
  return [
    `${paint(colours[severity], severity.padEnd(6))}  ${paint('bold', rule.id)}  ${rule.finds}`,
    paint('dim', `  why: ${rule.why}`),
    paint('dim', `  fix: ${rule.fix}`),
    paint('dim', `  see: ${rule.source.title}, ${rule.source.url}`),
  ]
}

function of(findings: readonly Finding[], severity: Severity): number {
  return findings.filter(({ rule }) => rule.severity === severity).length
}

function isSilent({ reads }: Rule, { configuration, scenario }: Subject): boolean {
  if (reads === 'a scenario') return scenario === undefined
  return reads === 'a configuration' && configuration === undefined
}

function missingOf({ configuration }: Subject): string {
  return configuration === undefined ? 'a configuration or a scenario' : 'a scenario'
}
