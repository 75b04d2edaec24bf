import { countsOf, type Evidence } from './evidence.ts'
import { type Phase, phases } from './phases.ts'

/**
 * The share of requests with a good answer, 0 to 1, of all that no limit rejected; undefined where
 * there were none. All phases together without one.
 */
export function servedShareOf(evidence: Evidence, phase?: Phase): number | undefined {
  const { ok, offered, rejected } = countsOf(evidence, phase && { phase })
  return offered === rejected ? undefined : ok / (offered - rejected)
}

/** The same for the whole load and each phase that had requests. */
export function servedSharesOf(evidence: Evidence): { all?: number } & { [of in Phase]?: number } {
  const all = servedShareOf(evidence)
  const parts = phases.flatMap((phase) => {
    const share = servedShareOf(evidence, phase)
    return share === undefined ? [] : [[phase, share] as const]
  })
  return { ...(all === undefined ? {} : { all }), ...Object.fromEntries(parts) }
}
