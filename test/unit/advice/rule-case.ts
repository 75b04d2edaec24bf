import { advise, chosenRules } from '../../../advice/advise.ts'
import { textOfPlace } from '../../../advice/place.ts'
import type { Subject } from '../../../advice/subject.ts'

/** A rule, what it finds, a subject that has it and one that has not. */
export type RuleCase = readonly [id: string, found: string, bad: Subject, good: Subject]

/** `place: what`, of one rule. */
export function findingsOf(id: string, subject: Subject): readonly string[] {
  const rules = chosenRules({ only: [id], ignored: [] })
  return advise(subject, rules).map(({ at, what }) => `${textOfPlace(at)}: ${what}`)
}
