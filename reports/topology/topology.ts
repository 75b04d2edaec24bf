import type { DrillEvent } from '../../ledger/events.ts'
import type { FaultTimes } from '../phases.ts'
import { binSecondsOf } from '../series/bins.ts'
import type { InstanceSecond } from '../series/instance-seconds.ts'
import type { Manifest } from '../store/manifest.ts'
import type { Frame, KeyMoment, Place, Topology } from './frame.ts'
import { instanceStates, type WorldState, worldStatesOf } from './world-states.ts'

/** What a picture of the world is made from. */
export type TopologySource = {
  readonly manifest: Pick<Manifest, 'loadStartUs' | 'loadEndUs'> & {
    readonly instances: readonly Place[]
  }
  readonly events: readonly DrillEvent[]
  readonly faults: readonly FaultTimes[]
  readonly instanceSeconds: readonly InstanceSecond[]
}

/** The world in every stretch of the load, as it was in its middle, and at the key moments. */
export function topologyOf(source: TopologySource): Topology {
  const { manifest, instanceSeconds } = source
  const places = placesOf(source)
  const stepS = binSecondsOf(manifest)
  const lengthS = (manifest.loadEndUs - manifest.loadStartUs) / 1e6
  const middles = Array.from({ length: Math.ceil(lengthS / stepS) }, (_none, index) =>
    Math.min((index + 0.5) * stepS, lengthS),
  )
  const rates = new Map(instanceSeconds.map((row) => [`${row.instance} ${row.second}`, row]))
  const framesAt = (atS: readonly number[]): Frame[] => {
    const instants = atS.map((second) => manifest.loadStartUs + second * 1e6)
    const states = worldStatesOf(source.events, instants)
    return atS.map((second, index) => {
      const column = Math.floor(second / stepS) * stepS
      const taken = places.map(({ instance }) => rates.get(`${instance} ${column}`))
      return {
        atS: second,
        ...placedState(places, states[index]),
        perSecond: taken.map((row) => row?.perSecond ?? 0),
        bad: taken.map((row) => row?.bad ?? 0),
        ...faultsAt(source, places, instants[index] ?? 0),
      }
    })
  }
  const moments = keyMomentsOf(source, lengthS, stepS)
  const drawn = framesAt(moments.map(({ atS }) => atS))
  return {
    places,
    stepS,
    frames: framesAt(middles),
    moments: moments.flatMap(({ name }, index): KeyMoment[] => {
      const frame = drawn[index]
      return frame === undefined ? [] : [{ name, frame }]
    }),
  }
}

/** The planned instances, and those that came while the load ran. */
function placesOf({ manifest, events }: TopologySource): Place[] {
  const places = new Map<string, Place>()
  for (const { instance, region, zone } of [...manifest.instances, ...events]) {
    if (instance === undefined || region === undefined || zone === undefined) continue
    if (!places.has(instance)) places.set(instance, { instance, region, zone })
  }
  return [...places.values()]
}

function placedState(places: readonly Place[], state: WorldState | undefined) {
  const isCut = (link: string) => state?.harmedLinks.has(link) === true
  const away = (instance: string) =>
    [...(state?.harmedLinks ?? [])].some((link) => link.startsWith(`${instance}>`))
  return {
    states: places
      .map(({ instance }) => instanceStates[state?.instances.get(instance) ?? 'absent'])
      .join(''),
    cutFromEdge: indexesOf(places, ({ instance, region }) => isCut(`edge-${region}>${instance}`)),
    cutBehind: indexesOf(places, ({ instance }) => away(instance)),
    cutLinks: state?.harmedLinks.size ?? 0,
    regionsOut: [...(state?.regionsOut ?? [])],
  }
}

/** Faults that are on at an instant: applied, and not healed yet. */
function faultsAt({ faults }: TopologySource, places: readonly Place[], atUs: number) {
  const on = faults.filter(
    ({ applyingAtUs = Infinity, healedAtUs = Infinity }) =>
      applyingAtUs <= atUs && atUs < healedAtUs,
  )
  const targets = new Set(on.flatMap((fault) => fault.targets))
  return {
    faults: on.map(({ id }) => id),
    hit: indexesOf(places, ({ instance }) => targets.has(instance)),
  }
}

function indexesOf(places: readonly Place[], isIn: (place: Place) => boolean): number[] {
  return places.flatMap((place, index) => (isIn(place) ? [index] : []))
}

/** In order; what did not happen, or not while the load ran, is left out. */
function keyMomentsOf({ faults, manifest }: TopologySource, lengthS: number, stepS: number) {
  const secondOf = (atUs: number | undefined) =>
    atUs === undefined ? undefined : (atUs - manifest.loadStartUs) / 1e6
  const begun = faults.filter(({ applyingAtUs }) => applyingAtUs !== undefined)
  const [first] = begun.toSorted((a, b) => (a.applyingAtUs ?? 0) - (b.applyingAtUs ?? 0))
  const last = begun.toSorted((a, b) => (a.healedAtUs ?? 0) - (b.healedAtUs ?? 0)).at(-1)
  const startedS = secondOf(first?.applyingAtUs)
  const moments = [
    ['before', startedS === undefined ? stepS / 2 : startedS - stepS / 2],
    ['fault applied', secondOf(first?.appliedAtUs ?? first?.provenAtUs)],
    ['detected', secondOf(first?.allOutAtUs ?? first?.detectedAtUs)],
    ['undoing', secondOf(last?.undoingAtUs)],
    ['healed', secondOf(last?.healedAtUs)],
    ['back', secondOf(last?.backAtUs)],
    ['after', lengthS - stepS / 2],
  ] as const
  return moments
    .flatMap(([name, atS]) =>
      atS === undefined || atS < 0 || atS > lengthS
        ? []
        : [{ name, atS: Math.round(atS * 1e3) / 1e3 }],
    )
    .toSorted((a, b) => a.atS - b.atS)
}
