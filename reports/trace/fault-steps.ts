import { z } from 'zod'
import type { Step, WitnessTables } from './step.ts'

const faultSchema = z.object({
  fault: z.string(),
  provenAtUs: z.number().optional(),
  applyingAtUs: z.number().optional(),
  detectedAtUs: z.number().optional(),
  undoingAtUs: z.number().optional(),
  healedAtUs: z.number().optional(),
  targets: z.string(),
})

/** What faults did in a stretch of time, and which of them were on when it began. */
export async function faultSteps(
  tables: WitnessTables,
  { fromUs, untilUs }: { readonly fromUs: number; readonly untilUs: number },
): Promise<Step[]> {
  const faults = await tables.rows(
    `SELECT fault, min(applying_at_us) AS "applyingAtUs", min(proven_at_us) AS "provenAtUs",
      min(detected_at_us) AS "detectedAtUs", max(undoing_at_us) AS "undoingAtUs",
      max(healed_at_us) AS "healedAtUs", string_agg(target, ', ' ORDER BY target) AS targets
    FROM faults WHERE applying_at_us IS NOT NULL GROUP BY fault ORDER BY 2, fault`,
    faultSchema,
  )
  return faults.flatMap((fault) => {
    const turns = [
      { atUs: fault.applyingAtUs, what: 'is being applied to' },
      { atUs: fault.provenAtUs, what: 'is proven on' },
      {
        atUs: fault.detectedAtUs,
        what: 'is detected: out of its load balancer, or of the router, is one of',
      },
      { atUs: fault.undoingAtUs, what: 'is being undone on' },
      { atUs: fault.healedAtUs, what: 'is healed on' },
    ].flatMap(({ atUs, what }) =>
      atUs === undefined
        ? []
        : [{ atUs, witness: 'fault', what: `${fault.fault} ${what} ${fault.targets}` }],
    )
    const meanwhile = turns.filter(({ atUs }) => atUs >= fromUs && atUs <= untilUs)
    const last = turns.findLast(({ atUs }) => atUs < fromUs)
    const isOver = fault.healedAtUs !== undefined && fault.healedAtUs < fromUs
    // Told as of the request's begin, with how long it had been so.
    const before =
      last === undefined || isOver
        ? []
        : [
            {
              ...last,
              atUs: fromUs,
              what: `${last.what}, since ${((fromUs - last.atUs) / 1e6).toFixed(3)} s`,
            },
          ]
    return [...before, ...meanwhile]
  })
}
