import type { Place } from './place.ts'
import type { Subject } from './subject.ts'

export const severities = ['high', 'medium', 'low'] as const
/** `high`: users will see it, or others get what is not theirs; `low`: worth a look. */
export type Severity = (typeof severities)[number]

/** Where a recommendation stands. */
export type Source = { readonly title: string; readonly url: string }

/** One place that does not follow a recommendation. */
export type Hit = {
  readonly at: Place
  /** What stands there, with its names and numbers. */
  readonly what: string
  /** What to change just there; absent: what the rule says. */
  readonly fix?: string
}

/**
 * One recommendation of the documentation that can be held against what is written, without running
 * anything. A rule says nothing where it cannot know.
 */
export type Rule = {
  /** Stable, never reused: what `--rule`, `--ignore` and SARIF call it. */
  readonly id: string
  readonly severity: Severity
  /** What must be there for the rule to say anything. */
  readonly reads: 'policy documents' | 'a configuration' | 'a scenario'
  /** What it finds, in a line. */
  readonly finds: string
  readonly why: string
  readonly fix: string
  readonly source: Source
  find(subject: Subject): readonly Hit[]
}

/** Types a rule. */
export function defineRule(rule: Rule): Rule {
  return rule
}
