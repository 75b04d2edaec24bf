import { z } from 'zod'
import { regionalBackendOf } from '../../scenarios/schema/backends.ts'
import type { FaultTarget, PlanWorld } from './define-fault.ts'

/** How a fault names backends; all of them unless said. */
export const backendWhere = {
  backend: z.string().optional().describe('as the scenario calls it'),
  region: z.string().optional().describe('of a regional backend: the one there alone'),
}

/** The processes of backends that are meant, in order. */
export function backendsAt(
  {
    backend,
    region,
  }: { readonly backend?: string | undefined; readonly region?: string | undefined },
  { parts }: Pick<PlanWorld, 'parts'>,
): readonly FaultTarget[] {
  return parts.filter(
    (part) =>
      part.kind === 'backend' &&
      (region === undefined || part.region === region) &&
      (backend === undefined ||
        part.name === backend ||
        part.name === regionalBackendOf(backend, part.region ?? '')),
  )
}
