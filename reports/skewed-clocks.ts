import type { FaultTimes } from './phases.ts'

/** Holders whose clocks differ expire calls early or late: then windows are not what they seem. */
const skewKind = 'counter-clock-skew'

/**
 * Whether a clock of a holder was set wrong at an instant, or so shortly before that calls which
 * were counted by it may still be in a window.
 */
export function skewedAt(
  faults: readonly FaultTimes[],
): (atUs: number, windowMs: number) => boolean {
  const spans = faults
    .filter(({ kind, applyingAtUs }) => kind === skewKind && applyingAtUs !== undefined)
    .map(({ applyingAtUs = 0, undoneAtUs = Number.POSITIVE_INFINITY, params }) => ({
      fromUs: applyingAtUs,
      toUs: undoneAtUs + Math.abs(Number(params.skewMs ?? 0)) * 1_000,
    }))
  return (atUs, windowMs) =>
    spans.some(({ fromUs, toUs }) => atUs >= fromUs && atUs <= toUs + 2 * windowMs * 1_000)
}
