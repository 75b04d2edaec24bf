import { outcomes } from '../../ledger/records.ts'
import { type Evidence, lowerBoundOf, rowFilterOf, type Selection } from '../evidence.ts'

/** A second of the load, as the requests that were to start in it came out; rejected ones left out. */
export type LoadSlice = { readonly atUs: number; readonly ok: number; readonly valid: number }

export const sliceMs = 1_000

/** Whole seconds of the load within the phase that is meant, those without any request left out. */
export function loadSlicesOf(evidence: Evidence, selection: Selection): LoadSlice[] {
  const { requests, phases, loadStartUs, loadEndUs } = evidence
  const spans =
    selection.phase === undefined
      ? [{ fromUs: loadStartUs, toUs: loadEndUs }]
      : phases.filter(({ phase }) => phase === selection.phase)
  const isMeant = rowFilterOf(evidence, selection)
  return spans.flatMap(({ fromUs, toUs }) => {
    const slices: LoadSlice[] = []
    for (let atUs = fromUs; atUs + sliceMs * 1_000 <= toUs; atUs += sliceMs * 1_000) {
      const from = lowerBoundOf(requests.intendedAtUs, atUs)
      const to = lowerBoundOf(requests.intendedAtUs, atUs + sliceMs * 1_000)
      let [ok, valid] = [0, 0]
      for (let row = from; row < to; row += 1) {
        const outcome = outcomes[requests.outcome[row] ?? 0]
        if (outcome === 'rejected' || isMeant?.(row) === false) continue
        valid += 1
        if (outcome === 'ok') ok += 1
      }
      if (valid > 0) slices.push({ atUs, ok, valid })
    }
    return slices
  })
}

/** Whether the service was up then: its good share was that of a recovered one. */
export function isUp({ ok, valid }: LoadSlice, { recoveredShare }: Evidence): boolean {
  return ok / valid >= recoveredShare
}
