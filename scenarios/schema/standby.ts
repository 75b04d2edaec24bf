import { z } from 'zod'

/**
 * Another service, for the loss of the first: it has one of the regions to itself, with a management
 * plane of its own that starts without any configuration. Source: APIM, disaster recovery using
 * backup and restore.
 */
export const standbySchema = z.strictObject({
  region: z.string().describe('a region but the primary; its gateways obey the standby service'),
})

export type Standby = z.output<typeof standbySchema>
