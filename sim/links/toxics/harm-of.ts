import { z } from 'zod'
import type { Harm, Toxic } from './define-toxic.ts'
import * as registry from './registry.ts'

/** What a command may say for any toxic of the registry. */
export type ToxicInput = {
  [Name in keyof typeof registry]: z.input<(typeof registry)[Name]['params']>
}[keyof typeof registry]

const toxics = new Map<string, Toxic>(
  Object.values(registry).map((toxic): [string, Toxic] => [toxic.kind, toxic]),
)

export const kindSchema = z.looseObject({ kind: z.enum([...toxics.keys()]) })

/** What the toxic does, with chance from `random`; throws a ZodError for a shape it has not. */
export function harmOf(input: unknown, random: () => number): Harm {
  const toxic = toxics.get(kindSchema.parse(input).kind)
  if (toxic === undefined) return {}
  return toxic.harmOf(toxic.params.parse(input), random)
}
