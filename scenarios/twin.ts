import { GatedrillError } from '../ledger/errors.ts'
import { scenarioErrorCodes, scenarioProblem } from './errors.ts'
import { valueAt } from './issue-problems.ts'
import { claimSchema } from './schema/claim.ts'

const twinFieldsSchema = claimSchema.shape.twin.shape.set

/**
 * How the twin of a scenario differs from it, each as `--set` takes it. `input` is the scenario as
 * read; a twin that is written wrongly is told where the whole scenario is checked.
 */
export function twinSettings(input: unknown, shownFile: string): readonly string[] {
  const written = valueAt(input, ['claim', 'twin', 'set'])
  if (written === undefined) {
    throw new GatedrillError(
      scenarioProblem({
        code: scenarioErrorCodes.withoutTwin,
        where: `--twin ${shownFile}`,
        what: 'this scenario has no twin',
        why: 'a twin is what claim.twin.set of a scenario makes of it',
        fix: 'leave --twin away, or give the scenario a claim with a twin',
      }),
    )
  }
  const fields = twinFieldsSchema.safeParse(written)
  if (!fields.success) return []
  return Object.entries(fields.data).map(([path, value]) => `${path}=${textOf(value)}`)
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
