/** What every message about bad input carries; `where` grows on the way up (file, line, field). */
export type Problem = {
  /** Stable, upper case, never reused: `SCENARIO_UNKNOWN_FIELD`. */
  readonly code: string
  /** Where it stands, as a person would look for it: `drill.ts:11 faults[0] zone-down`. */
  readonly where: string
  readonly what: string
  readonly why: string
  readonly fix: string
}

/** Bad input of any kind. All problems of one document come together. */
export class GatedrillError extends Error {
  readonly problems: readonly Problem[]

  constructor(problems: Problem | readonly Problem[]) {
    const all: readonly Problem[] = Array.isArray(problems) ? problems : [problems as Problem]
    super(all.map(textOf).join('\n'))
    this.name = 'GatedrillError'
    this.problems = all
  }

  /** The same error with a place put before every `where`. */
  within(place: string): GatedrillError {
    return new GatedrillError(
      this.problems.map((problem) => ({ ...problem, where: `${place} ${problem.where}`.trim() })),
    )
  }
}

/** Three lines for a person: what and where, why, how to mend it. */
export function textOf({ code, where, what, why, fix }: Problem): string {
  return `${where}: ${what} (${code})\n  why: ${why}\n  fix: ${fix}`
}
