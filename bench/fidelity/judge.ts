import type { Told } from '../load/tool.ts'
import type { ServerLog } from './server-log.ts'

/** An error is small below either of them. */
export const smallShare = 0.02
export const smallMs = 0.2

export type QuantileError = {
  /** Of the truth; negative when a tool tells too little. */
  readonly share: number
  readonly isSmall: boolean
}

/** How far what a tool tells is from the truth, quantile by quantile. */
export function errorsOf(
  toldMs: readonly number[],
  trueMs: readonly number[],
): readonly QuantileError[] {
  return trueMs.map((truth, at) => {
    const offMs = (toldMs[at] ?? Number.NaN) - truth
    const share = offMs / truth
    return { share, isSmall: Math.abs(share) <= smallShare || Math.abs(offMs) <= smallMs }
  })
}

/** Of several trials, quantile by quantile. At least one trial; of an even number the smaller middle one. */
export function medianErrors(trials: readonly (readonly QuantileError[])[]): QuantileError[] {
  return (trials[0] ?? []).map((first, at) => {
    const sorted = trials.map((errors) => errors[at] ?? first).toSorted((a, b) => a.share - b.share)
    return sorted[(sorted.length - 1) >> 1] ?? first
  })
}

export const exact = 'exact'

/** `exact`, or what it told beside what the server did. */
export function countsOf(told: Told, did: ServerLog): string {
  const wrong = [
    ...(told.errors === did.errors ? [] : [`${told.errors} errors of ${did.errors}`]),
    ...(told.broken === did.resets ? [] : [`${told.broken} resets of ${did.resets}`]),
  ]
  return wrong.length === 0 ? exact : wrong.join(', ')
}

/** `+0.4 %`; `none` of a tool that tells nothing. */
export function percentOf(share: number): string {
  if (Number.isNaN(share)) return 'none'
  const percent = share * 100
  const text = Math.abs(percent).toFixed(Math.abs(percent) < 10 ? 1 : 0)
  const sign = percent > 0 ? '+' : '-'
  return `${Number(text) === 0 ? '' : sign}${text} %`
}
