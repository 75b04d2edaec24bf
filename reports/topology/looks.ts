import type { Look } from './frame.ts'

/** By state, whether a fault hits it, whether its links are harmed, and whether users suffer there. */
export function tileClass({ state, isHit, isCutBehind, badShare }: Look): string {
  const marks = [
    isHit ? 'is-hit' : '',
    isCutBehind ? 'is-cut' : '',
    badShare > 0.01 ? 'is-bad' : '',
  ]
  return ['tile-of', `is-${state}`, ...marks].filter((mark) => mark !== '').join(' ')
}

/** Harmed, or with traffic that gets no good answer, or carrying, or idle. */
export function wireClass({ isCutFromEdge, badShare, share }: Look): string {
  if (isCutFromEdge) return 'wire is-cut'
  if (share === 0) return 'wire is-idle'
  return badShare > 0.01 ? 'wire is-bad' : 'wire'
}

/** In pixels: all of the traffic is as wide as this picture bears. */
export function wireWidth({ share }: Look): number {
  return Math.round((1 + share * 24) * 10) / 10
}
