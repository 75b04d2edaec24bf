import { z } from 'zod'
import { backendTraits } from '../../ledger/launch/backend.ts'

/** One simulated backend: how it answers, what it can carry, and where it stands. */
export const backendSchema = z.strictObject({
  latencyMs: z.number().nonnegative().default(5).describe('median service time'),
  spread: z
    .number()
    .min(0)
    .max(3)
    .default(0.3)
    .describe('of a lognormal service time; 0 is a fixed one'),
  bodyBytes: z
    .number()
    .int()
    .min(0)
    .max(16 * 1024 * 1024)
    .default(512)
    .describe('of a response'),
  regional: z
    .boolean()
    .default(false)
    .describe('one in each region: an instance calls the one of its own'),
  zones: z
    .number()
    .int()
    .min(1)
    .max(3)
    .default(1)
    .describe('replicas in as many zones; connections go to them in turn'),
  tls: z
    .boolean()
    .optional()
    .describe('gateways speak TLS to it and check its certificate; absent: in the clear'),
  sla: z
    .number()
    .positive()
    .max(100)
    .optional()
    .describe('availability that its owner declares, in percent: 99.9'),
  ...backendTraits,
})

export type BackendInput = z.output<typeof backendSchema>

/** The process of a regional backend in a region; `gateway.hosts` may name it too. */
export function regionalBackendOf(name: string, region: string): string {
  return `${name}-${region}`
}
