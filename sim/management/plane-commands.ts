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
  plane: Plane,
  command: { readonly do: string; readonly with: unknown },
): Promise<unknown> {
  const { app, offers } = plane
  switch (command.do) {
    case 'arm':
      return callArm(plane, armSchema.parse(command.with))
    case 'sync':
      return (await app.inject('/instances')).json<unknown>()
    case 'offers':
      return offers.bites(z.enum(['delay', 'stuck', 'out-of-order', 'torn']).parse(command.with))
    default:
      throw new Error(`the management plane knows no command ${command.do}`)
  }
}

/** A request as an operator would send it, without conditions. */
export async function callArm(
  { app }: Plane,
  { method, path, body }: z.input<typeof armSchema>,
): Promise<z.output<typeof armReplySchema>> {
  const answer = await app.inject({
    method,
    url: `${root}/${path}${path.includes('?') ? '&' : '?'}api-version=2024-05-01`,
    headers: { ...(body === undefined ? {} : json), 'if-match': '*' },
    ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
  })
  const revision = answer.headers['gatedrill-revision']
  return {
    status: answer.statusCode,
    ...(answer.payload === '' ? {} : { body: answer.json<unknown>() }),
    ...(revision === undefined ? {} : { revision: Number(revision) }),
  }
}

/** Said of no body, it would be a body that is no JSON. */
const json = { 'content-type': 'application/json' }
