import { z } from 'zod'
import type { Capacity } from '../../../ledger/launch/backend.ts'
import type { Clock } from '../../clock.ts'
import type { Treatment } from '../treatment.ts'

/** Which calls a harm hits; all of them unless said. */
export const harmScope = {
  share: z.number().gt(0).max(1).default(1).describe('of the calls, drawn from the seed'),
  zone: z.string().optional().describe('only calls that the replica in this zone answers'),
  operation: z.string().optional().describe('only these: GET /orders/*'),
}

export type HarmScope = {
  readonly share: number
  readonly zone?: string | undefined
  readonly operation?: string | undefined
}

/** What of a backend a harm may touch. Every function gives back its undo, good for any number of calls. */
export type HarmableBackend = {
  readonly clock: Clock
  /** Calls of that scope are treated otherwise; harms that came later see what earlier ones made. */
  treat(scope: HarmScope, change: (treatment: Treatment) => Treatment): () => void
  /** No more calls at a time than that. */
  limit(capacity: Capacity): () => void
  /** Nobody listens any more, and live connections are reset. */
  shut(): () => void
  /** Live connections are reset; those that come are served. */
  resetAll(): void
  /** The certificate that it shows has expired; undefined when it does not speak TLS. */
  showExpired(): (() => void) | undefined
}

/** A harm to a backend as a plug-in: its shape as data, and what it does until it is undone. */
export type BackendHarm<Params extends z.ZodType = z.ZodType> = {
  readonly kind: string
  readonly example: Readonly<Record<string, unknown>>
  readonly params: Params
  apply(params: z.output<Params>, backend: HarmableBackend): () => void
}

export function defineHarm<Params extends z.ZodType>(
  harm: BackendHarm<Params>,
): BackendHarm<Params> {
  return harm
}
