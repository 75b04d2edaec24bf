import { z } from 'zod'
import type { Direction } from '../direction.ts'

/** What one harm does to one direction of a connection. */
export type FlowHarm = {
  /** How much later a chunk arrives that is read now, in milliseconds. */
  delayMs?(): number
  readonly bytesPerS?: number
  /** Chunks are cut to so many bytes, and each after the first waits so long. */
  readonly slice?: { readonly bytes: number; readonly gapMs: number }
  /** What happens to a connection once so many bytes came. */
  readonly limit?: { readonly bytes: number; readonly endsBy: 'fin' | 'reset' | 'silence' }
  /** How much later an end arrives than it came. */
  readonly endDelayMs?: number
  /** The direction ends at once, and of every connection that is made. */
  readonly ends?: boolean
}

/** What one harm does to a link while it lasts; absent fields leave the link as it is. */
export type Harm = {
  /** Directions in which nothing passes: no byte, no end, no reset. */
  readonly holds?: readonly Direction[]
  /** What it does to a direction; undefined: nothing. The same one each time it is asked. */
  flow?(direction: Direction): FlowHarm | undefined
  /**
   * What a new connection meets: `mute` is accepted and never answered, `reset` is accepted and
   * reset, `shut` finds no listener. The worst of all harms counts.
   */
  readonly door?: 'mute' | 'reset' | 'shut'
  /** Live connections are reset when the harm begins. */
  readonly resetsAtBegin?: boolean
  /** Connections that lived through the harm are reset when it ends. */
  readonly resetsAtEnd?: boolean
}

/** A harm to a link as a plug-in: its shape as data, and what it does. */
export type Toxic<Params extends z.ZodType = z.ZodType> = {
  readonly kind: string
  readonly example: unknown
  readonly params: Params
  /** `random` draws from [0, 1), from a stream of its own. */
  harmOf(params: z.output<Params>, random: () => number): Harm
}

export function defineToxic<Params extends z.ZodType>(toxic: Toxic<Params>): Toxic<Params> {
  return toxic
}

/** Which directions a toxic poisons; both unless said. */
export const directionParam = z.enum(['up', 'down', 'both']).default('both')

export function directionsOf(direction: z.output<typeof directionParam>): readonly Direction[] {
  return direction === 'both' ? ['up', 'down'] : [direction]
}

/** The same harm to each of these directions. */
export function flowIn(
  direction: z.output<typeof directionParam>,
  harm: FlowHarm,
): NonNullable<Harm['flow']> {
  const poisoned = directionsOf(direction)
  return (of) => (poisoned.includes(of) ? harm : undefined)
}
