import {
  correctedSchema,
  gatewayCommandSchemas,
  type QuotaCount,
  quotaCountsSchema,
} from '../../ledger/launch/gateway.ts'
import type { PlacedInstance } from '../../ledger/run.ts'
import { type Clock, within } from '../clock.ts'
import type { Inhabitants } from '../inhabitants.ts'

/** An instance that is stopped or hangs is left out. */
const answerWithinMs = 1_000

/**
 * What the management plane asks of the instances of its own region, past all links:
 * `quotas` what each knows of a key, and `correct-quota` that one of them counts by hand. Rejects
 * when no instance answers.
 */
export async function answerPlane(
  what: string,
  message: unknown,
  placed: readonly PlacedInstance[],
  inhabitants: Pick<Inhabitants, 'command' | 'isRunning'>,
  clock: Clock,
): Promise<unknown> {
  const primary = placed[0]?.region
  const holders = placed.filter(
    ({ instance, region, gateway }) =>
      region === primary && gateway === undefined && inhabitants.isRunning(instance),
  )
  const ask = (instance: string) =>
    within(clock, answerWithinMs, inhabitants.command(instance, what, message)).catch(
      () => undefined,
    )
  switch (what) {
    case 'quotas': {
      gatewayCommandSchemas.quotas.parse(message)
      const answers = await Promise.all(holders.map(({ instance }) => ask(instance)))
      const counts = answers.flatMap((answer): QuotaCount[][] => {
        const parsed = quotaCountsSchema.safeParse(answer)
        return parsed.success ? [parsed.data] : []
      })
      if (counts.length === 0) throw new Error('no instance of the region answers')
      return counts
    }
    case 'correct-quota': {
      for (const { instance, region } of holders) {
        const corrected = correctedSchema.safeParse(await ask(instance))
        if (corrected.success) return { region, ...corrected.data }
      }
      throw new Error('no instance of the region has such a counter')
    }
    default:
      throw new Error(`the world knows no question ${what}`)
  }
}
