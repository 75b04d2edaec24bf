import { z } from 'zod'

const gatewayName = z
  .string()
  .max(32)
  .regex(/^[a-z][a-z0-9-]*$/, 'lower case letters, digits and -')

/** A gateway that its owner runs in a place of their own. Source: APIM, self-hosted gateway. */
export const selfHostedSchema = z.strictObject({
  name: gatewayName,
  location: gatewayName
    .optional()
    .describe('where it runs: a place of its own (absent: called as the gateway is) or a region'),
  nodes: z.number().int().min(1).max(20).default(2).describe('processes of it'),
  keepsBackup: z
    .boolean()
    .default(true)
    .describe('keeps its configuration on disk, and starts from it when Azure is out of reach'),
})

/** Units of their own for the APIs of workspaces. Source: APIM, workspaces. */
export const workspaceGatewaySchema = z.strictObject({
  name: gatewayName,
  region: z.string().optional().describe('absent: the primary, the only one that is allowed'),
  units: z.number().int().min(1).max(31).default(1).describe('for these APIs alone'),
})

export type SelfHosted = z.output<typeof selfHostedSchema>
export type WorkspaceGateway = z.output<typeof workspaceGatewaySchema>
