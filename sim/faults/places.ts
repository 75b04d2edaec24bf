import { z } from 'zod'
import type { FaultTarget, PlanWorld } from './define-fault.ts'

/** How a fault names a zone. */
export const zoneParam = z
  .union([z.string(), z.number().int().positive()])
  .describe("a zone's name, or its number in the primary region")

export const regionParam = z.string().describe("a region's name")

/** How a fault names instances: each of these that is given narrows them down. */
const placeShape = {
  region: regionParam.optional(),
  zone: zoneParam.optional(),
  unit: z
    .number()
    .int()
    .positive()
    .optional()
    .describe('a unit by its number; in the primary region unless another place is said'),
  instance: z.string().optional().describe('the name of one instance'),
}

type Place = {
  readonly region?: string | undefined
  readonly zone?: string | number | undefined
  readonly unit?: number | undefined
  readonly instance?: string | undefined
}

/** Parameters that say where, and these beside them; nowhere at all is refused. */
export function placedParams<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.intersection(
    z.looseObject(placeShape).refine(hasPlace, {
      message: 'it must say where: region, zone, unit or instance',
    }),
    z.strictObject({ ...placeShape, ...shape }),
  )
}

function hasPlace({ region, zone, unit, instance }: Place): boolean {
  return [region, zone, unit, instance].some((given) => given !== undefined)
}

/** The instances that a place names. */
export function instancesAt(place: Place, world: PlanWorld): readonly FaultTarget[] {
  const { unit, instance } = place
  const zone = place.zone === undefined ? undefined : zoneNameOf(place.zone, world)
  // A number alone is not unique over regions.
  const isUnitAlone = unit !== undefined && zone === undefined && instance === undefined
  const region = place.region ?? (isUnitAlone ? primaryRegionOf(world) : undefined)
  return instancesIn(
    world,
    (target) =>
      (region === undefined || target.region === region) &&
      (zone === undefined || target.zone === zone) &&
      (unit === undefined || target.unit === unit) &&
      (instance === undefined || target.name === instance),
  )
}

/** `westeurope-2` for either way to name it. */
export function zoneNameOf(zone: z.output<typeof zoneParam>, world: PlanWorld): string {
  return typeof zone === 'string' ? zone : `${primaryRegionOf(world)}-${zone}`
}

/** Parts come region by region, the primary first. */
export function primaryRegionOf({ instances, parts }: PlanWorld): string {
  return instances[0]?.region ?? parts[0]?.region ?? ''
}

/** The instances that are such, in order. */
export function instancesIn(
  { parts }: PlanWorld,
  isSuch: (instance: FaultTarget) => boolean,
): readonly FaultTarget[] {
  return parts.filter((part) => part.kind === 'instance' && isSuch(part))
}

/** The link that the edge reaches an instance by. */
export function edgeLinkOf({ name }: FaultTarget, { linksBetween }: PlanWorld): string | undefined {
  return linksBetween(
    ({ kind }) => kind === 'edge',
    (to) => to.name === name,
  )[0]
}
