import { type FastifyInstance, type FastifyReply, fastify } from 'fastify'
import { z } from 'zod'
import type { ClockUs } from '../../ledger/clock.ts'
import type { Published } from '../../ledger/launch/management.ts'
import { revisionContentSchema } from '../../ledger/revision.ts'
import type { RevisionStore, StoredRevision } from './revision-store.ts'
import { newSyncBook } from './sync-status.ts'

export type PlaneOptions = {
  readonly store: RevisionStore
  readonly nowUs: ClockUs
  /** Called when a publish is durable. */
  readonly published: (revision: Published) => void
}

// The service's own limits (thousands of operations, 512 KiB a policy) stay well below it.
const contentBytesMax = 256 * 1024 * 1024

const latestQuerySchema = z.object({
  after: z.coerce.number().int().nonnegative().default(0),
  instance: z.string().max(200).optional(),
})
const numberSchema = z.object({ number: z.coerce.number().int().positive() })

/**
 * The management plane: it stores the configuration and publishes revisions, and no request of a
 * client ever passes it. Instances poll `GET /revisions/latest`, which is also how the plane
 * knows what each of them runs.
 */
export function managementPlane({ store, nowUs, published }: PlaneOptions): FastifyInstance {
  const sync = newSyncBook()
  const app = fastify({ forceCloseConnections: true, bodyLimit: contentBytesMax })

  app.get('/status-0123456789abcdef', () => ({ status: 'Service Operational' }))
  app.get('/instances', () => sync.statusOf(store.latest()?.number ?? 0))
  app.get('/revisions/latest', (request, reply) => {
    const query = latestQuerySchema.safeParse(request.query)
    if (!query.success) return refuse(reply, 400, 'ValidationError', z.prettifyError(query.error))
    const { after, instance } = query.data
    if (instance !== undefined) sync.note(instance, after, nowUs())
    const latest = store.latest()
    // An instance that is ahead of a plane restored from a backup must not be turned back.
    if (latest === undefined || latest.number <= after) return reply.code(204).send()
    return sendRevision(reply, latest)
  })
  app.get('/revisions/:number', (request, reply) => {
    const params = numberSchema.safeParse(request.params)
    const revision = params.success ? store.byNumber(params.data.number) : undefined
    if (revision === undefined) {
      return refuse(reply, 404, 'ResourceNotFound', `there is no revision ${request.url}`)
    }
    return sendRevision(reply, revision)
  })
  app.put('/revisions/latest', (request, reply) => {
    const conflict = conflictOf(request.headers['if-match'], store.latest())
    if (conflict !== undefined) return refuse(reply, 412, 'PreconditionFailed', conflict)
    const content = revisionContentSchema.safeParse(request.body)
    if (!content.success) {
      return refuse(reply, 400, 'ValidationError', z.prettifyError(content.error))
    }
    const { number, checksum } = store.publish(content.data, nowUs())
    published({ number, checksum })
    const answer: Published = { number, checksum }
    return reply
      .code(201)
      .header('etag', etagOf(number))
      .header('location', `/revisions/${number}`)
      .send(answer)
  })
  return app
}

function sendRevision(reply: FastifyReply, { number, json }: StoredRevision) {
  return reply.header('etag', etagOf(number)).type('application/json; charset=utf-8').send(json)
}

/** The error shape of ARM: what scripts against the real plane expect. */
function refuse(reply: FastifyReply, status: number, code: string, message: string) {
  return reply.code(status).send({ error: { code, message } })
}

function conflictOf(ifMatch: string | undefined, latest: StoredRevision | undefined) {
  if (ifMatch === undefined || ifMatch === '*') return undefined
  const current = latest === undefined ? 'none' : etagOf(latest.number)
  if (ifMatch.split(',').some((tag) => tag.trim() === current)) return undefined
  return `If-Match says ${ifMatch}, the latest revision is ${current}`
}

function etagOf(number: number): string {
  return `"${number}"`
}
