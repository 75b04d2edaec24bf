/** Where an instance stands. */
export type Place = { readonly instance: string; readonly region: string; readonly zone: string }

/** The world at one moment of the load; numbers in lists are places by index. */
export type Frame = {
  readonly atS: number
  /** A letter a place, as `instanceStates` has them. */
  readonly states: string
  /** Requests that each place was given in this second, and of them those without a good answer. */
  readonly perSecond: readonly number[]
  readonly bad: readonly number[]
  /** Whose link from the edge is harmed. */
  readonly cutFromEdge: readonly number[]
  /** Of whose own links, to backends and to each other, one is harmed. */
  readonly cutBehind: readonly number[]
  /** Of the whole world. */
  readonly cutLinks: number
  readonly regionsOut: readonly string[]
  /** Ids of the faults that are on, and the places that they hit. */
  readonly faults: readonly string[]
  readonly hit: readonly number[]
}

export type KeyMoment = { readonly name: string; readonly frame: Frame }

/** The world over the load: what the picture with the slider is drawn from. */
export type Topology = {
  readonly places: readonly Place[]
  readonly stepS: number
  readonly frames: readonly Frame[]
  readonly moments: readonly KeyMoment[]
}

export const noTopology: Topology = { places: [], stepS: 1, frames: [], moments: [] }

const stateWords: Readonly<Record<string, string>> = {
  u: 'up',
  o: 'out',
  d: 'draining',
  x: 'dead',
  '-': 'absent',
}

/** How one place looks at a moment. */
export type Look = {
  readonly state: string
  /** What stands in it: its rate while it is up, its state otherwise. */
  readonly text: string
  readonly isHit: boolean
  readonly isCutFromEdge: boolean
  readonly isCutBehind: boolean
  /** Its part of the traffic of the world, 0 to 1. */
  readonly share: number
  /** The part of its own traffic that got no good answer. */
  readonly badShare: number
}

export function lookOf(frame: Frame, index: number): Look {
  const state = stateWords[frame.states[index] ?? '-'] ?? 'absent'
  const [perSecond = 0, bad = 0] = [frame.perSecond[index], frame.bad[index]]
  const all = frame.perSecond.reduce((sum, rate) => sum + rate, 0)
  const rate = `${Math.round(perSecond)}/s`
  return {
    state,
    text: state === 'up' ? rate : perSecond > 0 ? `${state} ${rate}` : state,
    isHit: frame.hit.includes(index),
    isCutFromEdge: frame.cutFromEdge.includes(index),
    isCutBehind: frame.cutBehind.includes(index),
    share: all === 0 ? 0 : perSecond / all,
    badShare: perSecond === 0 ? 0 : bad / perSecond,
  }
}

/** What a frame shows, in one sentence. */
export function frameText({ places }: Pick<Topology, 'places'>, frame: Frame): string {
  const byState = Map.groupBy(places.keys(), (index) => lookOf(frame, index).state)
  const states = [...byState].map(([state, indexes]) => {
    const few = indexes.length <= 4 && state !== 'up'
    const names = indexes.map((index) => places[index]?.instance).join(', ')
    return `${indexes.length} ${state}${few ? ` (${names})` : ''}`
  })
  const sum = (rates: readonly number[]) => Math.round(rates.reduce((all, rate) => all + rate, 0))
  const parts = [
    `instances: ${states.join(', ')}`,
    `${sum(frame.perSecond)} requests/s reached one, ${sum(frame.bad)} of them got no good answer`,
    ...(frame.cutLinks === 0 ? [] : [`${frame.cutLinks} links harmed`]),
    ...frame.regionsOut.map((region) => `${region} out of routing`),
    frame.faults.length === 0 ? 'no fault on' : `on: ${frame.faults.join(', ')}`,
  ]
  return `Second ${frame.atS.toFixed(1)}: ${parts.join('; ')}.`
}

/** The frame of a moment. */
export function frameAt({ frames, stepS }: Topology, momentS: number): Frame | undefined {
  return frames[Math.min(frames.length - 1, Math.max(0, Math.floor(momentS / stepS)))]
}
