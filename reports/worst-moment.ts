import type { Findings } from './findings.ts'

/** The middle of the second in which most requests got no good answer; without any, of the fault. */
export function worstMomentOf({
  loadSeconds,
  faults,
  manifest,
}: Pick<Findings, 'loadSeconds' | 'faults' | 'manifest'>): number {
  const badOf = ({ failed, unknown, notSent }: Findings['loadSeconds'][number]) =>
    failed + unknown + notSent
  const [worst] = loadSeconds.toSorted((a, b) => badOf(b) - badOf(a))
  if (worst !== undefined && badOf(worst) > 0) return worst.second + 0.5
  const provenAtUs = faults.find((fault) => fault.provenAtUs !== undefined)?.provenAtUs
  const atS = ((provenAtUs ?? manifest.loadStartUs) - manifest.loadStartUs) / 1e6
  return Math.max(0, Math.floor(atS)) + 0.5
}
