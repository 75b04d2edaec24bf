/** What an edge believes of one instance; `new` until its first good probe. */
export type Health = {
  readonly state: 'new' | 'in' | 'out'
  /** Probes in a row that spoke against the state. */
  readonly against: number
}

export type HealthThresholds = { readonly toLeave: number; readonly toReturn: number }

export const newHealth: Health = { state: 'new', against: 0 }

/**
 * The health after one more probe. An instance that was never in comes in with its first good
 * probe, so that a world is ready as soon as its instances are; thresholds rule from then on.
 */
export function healthAfter(
  { state, against }: Health,
  isAlive: boolean,
  { toLeave, toReturn }: HealthThresholds,
): Health {
  if (state === 'new') return isAlive ? { state: 'in', against: 0 } : newHealth
  if (isAlive === (state === 'in')) return { state, against: 0 }
  const [other, needed] = state === 'in' ? (['out', toLeave] as const) : (['in', toReturn] as const)
  return against + 1 >= needed ? { state: other, against: 0 } : { state, against: against + 1 }
}
