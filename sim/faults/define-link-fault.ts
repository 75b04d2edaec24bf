import { z } from 'zod'
import type { ToxicInput } from '../links/toxics/harm-of.ts'
import {
  defineFault,
  type Fault,
  type FaultTarget,
  type FaultWorld,
  type PlanWorld,
} from './define-fault.ts'
import { zoneNameOf } from './places.ts'
import { linkTargetOf } from './plan-world.ts'
import { allCarry } from './proofs.ts'

const endParam = z
  .union([z.string(), z.number().int().positive()])
  .describe("a part's name or kind, a region, a zone or its number, `client`, or * for any")

const endsShape = { from: endParam, to: endParam }

/** Which way bytes are harmed, as the link's file has it. */
export const directionParam = z
  .enum(['up', 'down', 'both'])
  .default('both')
  .describe('up: from who connects; down: what comes back')

export type LinkFault<Shape extends z.ZodRawShape> = {
  readonly kind: string
  readonly about: string
  readonly example: Readonly<Record<string, unknown>>
  /** Of its parameters beside `from` and `to`. */
  readonly shape: Shape
  toxicOf(params: z.output<z.ZodObject<Shape>>): ToxicInput
  /** True when each of these links shows it. */
  prove(
    linkIds: readonly string[],
    world: FaultWorld,
    params: z.output<z.ZodObject<Shape>>,
  ): Promise<boolean>
}

/** A fault that poisons every link between two kinds of ends. */
export function defineLinkFault<Shape extends z.ZodRawShape>({
  shape,
  toxicOf,
  prove,
  ...said
}: LinkFault<Shape>): Fault {
  const ownParams = z.object(shape)
  return defineFault({
    ...said,
    params: z.strictObject({ ...endsShape, ...shape }),
    plan(given, world) {
      const { from, to } = z.object(endsShape).parse(given)
      return world.linksBetween(isEnd(from, world), isEnd(to, world)).map(linkTargetOf)
    },
    async apply(targets, given, world, undo) {
      undo.use(await world.harmLinks(targets.map(nameOf), toxicOf(ownParams.parse(given))))
    },
    prove: (targets, world, given) => prove(targets.map(nameOf), world, ownParams.parse(given)),
    proveHealed: (targets, world) => allCarry(targets.map(nameOf), world),
  })
}

function isEnd(wanted: string | number, world: PlanWorld): (end: FaultTarget) => boolean {
  const word = typeof wanted === 'number' ? zoneNameOf(wanted, world) : wanted
  return ({ name, kind, region, zone }) =>
    word === '*' || name === word || kind === word || region === word || zone === word
}

function nameOf({ name }: FaultTarget): string {
  return name
}
