import { z } from 'zod'
import type { CanaryAnswer } from '../canary.ts'
import { canariesTo } from './backend-canaries.ts'
import { backendsAt, backendWhere } from './backend-targets.ts'
import type { Fault, FaultTarget, FaultWorld, PlanWorld } from './define-fault.ts'
import { zoneNameOf, zoneParam } from './places.ts'

/** A harm that backends know (`sim/backends/harms`), as a fault. */
export type BackendFault<Shape extends z.ZodRawShape> = Pick<
  Fault,
  'kind' | 'about' | 'example'
> & {
  readonly harm: { readonly kind: string; readonly params: z.ZodObject<Shape> }
  /** Whether an answer of the backend shows the harm. */
  shows(answer: CanaryAnswer, params: z.output<z.ZodObject<Shape>>): boolean
}

const whereSchema = z.object(backendWhere)
const scopeSchema = z.object({
  share: z.number().optional(),
  zone: zoneParam.optional(),
  operation: z.string().optional(),
})

/**
 * A fault of backends: the harm happens in their processes, on loan, and is proven by calls to them
 * that show it. It has healed when none does any more. Every target has to show it.
 */
export function defineBackendFault<Shape extends z.ZodRawShape>({
  kind,
  about,
  example,
  harm,
  shows,
}: BackendFault<Shape>): Fault {
  const known = harm.params.strip()
  /** As the process knows it: without the targets, zones by their names. */
  const harmOf = (params: unknown, world: PlanWorld) => {
    const { zone } = scopeSchema.parse(params)
    const named = zone === undefined ? {} : { zone: zoneNameOf(zone, world) }
    return known.parse({ ...objectOf(params), ...named })
  }
  const answersOf = (targets: readonly FaultTarget[], world: FaultWorld, params: unknown) => {
    const { share, zone, operation } = scopeSchema.parse(params)
    const scope = { share, operation, isZonal: zone !== undefined }
    return Promise.all(targets.map((target) => canariesTo(target, scope, world)))
  }
  const zonal = 'zone' in harm.params.shape ? { zone: zoneParam.optional() } : {}
  return {
    kind,
    about,
    example,
    params: z.strictObject({ ...harm.params.shape, ...backendWhere, ...zonal }),
    plan: (params, world) => backendsAt(whereSchema.parse(params), world),
    async apply(targets, params, world, undo) {
      const given = { kind: harm.kind, ...harmOf(params, world) }
      for (const { name } of targets) undo.use(await world.harmPart(name, given))
    },
    async prove(targets, world, params) {
      const given = harmOf(params, world)
      const answers = await answersOf(targets, world, params)
      return answers.every((seen) => seen.some((answer) => shows(answer, given)))
    },
    async proveHealed(targets, world, params) {
      const given = harmOf(params, world)
      const answers = await answersOf(targets, world, params)
      return answers.flat().every((seen) => seen.trouble === 'none' && !shows(seen, given))
    },
  }
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}
