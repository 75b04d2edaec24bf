import { GatedrillError } from '../ledger/errors.ts'
import { nearestOf } from '../scenarios/nearest.ts'

/** Codes of what may be wrong with a question for advice. */
export const adviceErrorCodes = {
  unknownRule: 'ADVICE_UNKNOWN_RULE',
} as const

/** A `--rule` or `--ignore` that names nothing. */
export function unknownRule(option: string, id: string, known: readonly string[]): GatedrillError {
  const nearest = nearestOf(id, known)
  return new GatedrillError({
    code: adviceErrorCodes.unknownRule,
    where: `${option} ${id}`,
    what: `there is no rule ${id}`,
    why: `the rules are ${known.join(', ')}`,
    fix: nearest === undefined ? 'name one of these' : `write ${nearest}`,
  })
}
