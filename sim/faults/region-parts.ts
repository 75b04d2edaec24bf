import type { FaultTarget, PlanWorld } from './define-fault.ts'

/** What the platform runs in a region: in the primary one also the management plane. */
const ofPlatform: ReadonlySet<FaultTarget['kind']> = new Set(['instance', 'edge', 'management'])

/** All of a region, or what of it is the platform's. */
export function partsOfRegion(
  region: string,
  { parts }: Pick<PlanWorld, 'parts'>,
  isPlatformAlone: boolean,
): readonly FaultTarget[] {
  return parts.filter(
    (part) => part.region === region && (!isPlatformAlone || ofPlatform.has(part.kind)),
  )
}
