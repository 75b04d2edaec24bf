import { z } from 'zod'
import type { Plane } from './plane.ts'

const armSchema = z.strictObject({
  method: z.enum(['GET', 'PUT', 'PATCH', 'POST', 'DELETE']),
  /** Behind `/service/{name}/`. */
  path: z.string(),
  body: z.unknown().optional(),
})

/** Answer to `arm`: what the request over HTTP would have been answered. */
export const armReplySchema = z.object({
  status: z.number(),
  body: z.unknown().optional(),
  /** That has the change, of a write. */
  revision: z.number().optional(),
})

/** Answer to `offers`: who was handed what was harmed, how often. */
export const offerBitesSchema = z.record(z.string(), z.number())

const root =
  '/subscriptions/drill/resourceGroups/drill/providers/Microsoft.ApiManagement/service/drill'

/**
 * What faults ask of the plane's process, by the command's name: `arm` writes or reads a resource,
 * `sync` is the sync status, `offers` what came of a harm of offers.
 */
export async function obeyPlane(
  { app, offers }: Plane,
  command: { readonly do: string; readonly with: unknown },
): Promise<unknown> {
  switch (command.do) {
    case 'arm': {
      const { method, path, body } = armSchema.parse(command.with)
      const answer = await app.inject({
        method,
        url: `${root}/${path}${path.includes('?') ? '&' : '?'}api-version=2024-05-01`,
        headers: { 'content-type': 'application/json', 'if-match': '*' },
        ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
      })
      const revision = answer.headers['gatedrill-revision']
      return {
        status: answer.statusCode,
        ...(answer.payload === '' ? {} : { body: answer.json<unknown>() }),
        ...(revision === undefined ? {} : { revision: Number(revision) }),
      }
    }
    case 'sync':
      return (await app.inject('/instances')).json<unknown>()
    case 'offers':
      return offers.bites(z.enum(['delay', 'stuck', 'out-of-order', 'torn']).parse(command.with))
    default:
      throw new Error(`the management plane knows no command ${command.do}`)
  }
}
