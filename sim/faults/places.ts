import { z } from 'zod'
import type { FaultTarget, PlanWorld } from './define-fault.ts'

/** How a fault names a zone. */
export const zoneParam = z
  .union([z.string(), z.number().int().positive()])
  .describe("a zone's name, or its number in the primary region")

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
