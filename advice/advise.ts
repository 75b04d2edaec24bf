import { createHash } from 'node:crypto'
import { type Rule, type Severity, severities } from './define-rule.ts'
import { unknownRule } from './errors.ts'
import { type Place, textOfPlace } from './place.ts'
import * as registry from './rules/registry.ts'
import type { Subject } from './subject.ts'

/** Every rule, in the order of their ids. */
export const rules: readonly Rule[] = Object.values(registry).toSorted((a, b) =>
  a.id < b.id ? -1 : 1,
)

/** What a rule says of one place. */
export type Finding = {
  readonly rule: Rule
  readonly at: Place
  readonly what: string
  readonly fix: string
  /** The same for the same finding when lines above it come or go. Hex, of SHA-256. */
  readonly fingerprint: string
}

export type Chosen = {
  /** Ids; empty: all rules. */
  readonly only: readonly string[]
  readonly ignored: readonly string[]
}

/** The rules that are chosen; throws a `GatedrillError` for an id that none has. */
export function chosenRules({ only, ignored }: Chosen): readonly Rule[] {
  const ids = rules.map(({ id }) => id)
  for (const [option, chosen] of [
    ['--rule', only],
    ['--ignore', ignored],
  ] as const) {
    for (const id of chosen) if (!ids.includes(id)) throw unknownRule(option, id, ids)
  }
  return rules.filter(({ id }) => (only.length === 0 || only.includes(id)) && !ignored.includes(id))
}

/** All that the rules find, what is graver first, then by rule and place. */
export function advise(subject: Subject, chosen: readonly Rule[] = rules): readonly Finding[] {
  const found = new Map<string, Omit<Finding, 'fingerprint'>>()
  for (const rule of chosen) {
    for (const { at, what, fix = rule.fix } of rule.find(subject)) {
      // A document that many operations run says the same for each of them.
      const key = `${rule.id}\n${textOfPlace(at)}\n${what}`
      if (!found.has(key)) found.set(key, { rule, at, what, fix })
    }
  }
  return withFingerprints([...found.values()].toSorted(byGravity))
}

/** Whether a finding is at least as grave as this. */
export function isAtLeast({ rule }: Finding, severity: Severity): boolean {
  return severities.indexOf(rule.severity) <= severities.indexOf(severity)
}

type Unmarked = Omit<Finding, 'fingerprint'>

function byGravity(a: Unmarked, b: Unmarked): number {
  return (
    severities.indexOf(a.rule.severity) - severities.indexOf(b.rule.severity) ||
    compared(a.rule.id, b.rule.id) ||
    compared(a.at.file ?? '', b.at.file ?? '') ||
    (a.at.line ?? 0) - (b.at.line ?? 0) ||
    (a.at.column ?? 0) - (b.at.column ?? 0)
  )
}

function compared(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}

/** By what is written there, not by line numbers; equal lines are counted. */
function withFingerprints(findings: readonly Unmarked[]): readonly Finding[] {
  const times = new Map<string, number>()
  return findings.map((finding) => {
    const { rule, at } = finding
    const key = [rule.id, at.file ?? '', at.field ?? '', at.text ?? ''].join('\n')
    const time = times.get(key) ?? 0
    times.set(key, time + 1)
    const fingerprint = createHash('sha256').update(`${key}\n${time}`).digest('hex').slice(0, 32)
    return { ...finding, fingerprint }
  })
}
