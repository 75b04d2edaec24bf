import { type FastifyInstance, type FastifyReply, fastify } from 'fastify'
import { z } from 'zod'
import { artifactTextsSchema } from '../../ledger/launch/checker.ts'
import {
  type Heartbeat,
  heartbeatSchema,
  type Published,
  type ServiceFacts,
} from '../../ledger/launch/management.ts'
import { revisionContentSchema } from '../../ledger/revision.ts'
import type { Clock } from '../clock.ts'
import { ArmError } from './arm-error.ts'
import { addArmRoutes } from './arm-routes.ts'
import { inOneDialect } from './artifact-dialect.ts'
import { exportedTree } from './artifact-tree.ts'
import { type Backups, type BackupsOptions, backupsOf } from './backups.ts'
import type { Checker } from './checker.ts'
import { Configuration } from './configuration.ts'
import { gatewayConnectionsOf } from './gateway-connections.ts'
import { type HeartbeatBook, newHeartbeatBook } from './heartbeats.ts'
import { newOffers, type Offer, type Offers } from './offers.ts'
import type { PlaneStore } from './plane-store.ts'
import { addPortal } from './portal.ts'
import { type QuotaHolders, quotasOf } from './quotas.ts'
import type { WriteTools } from './resource-writes.ts'
import { resourcesOf } from './resources.ts'
import type { StoredRevision } from './revision-store.ts'
import { serviceOf } from './service.ts'
import { newSyncBook, type SyncBook } from './sync-status.ts'

export type PlaneOptions = {
  readonly store: PlaneStore
  readonly checker: Checker
  readonly clock: Clock
  readonly unixMs: () => number
  readonly facts: ServiceFacts
  readonly tools: WriteTools
  readonly quotaHolders: QuotaHolders
  /** Called when a publish is durable. */
  readonly published: (revision: Published) => void
  /** Called with the locations whose gateways are to take no part in routing. */
  readonly routingChanged: (disabled: readonly string[]) => void
  /** Called when a backup or a restore is done. */
  readonly backupDone: BackupsOptions['done']
  /** Called when a node of a self-hosted gateway is heard of, and no longer is. */
  readonly connectionChanged: (beat: Heartbeat, isConnected: boolean) => void
}

export type Plane = {
  readonly app: FastifyInstance
  readonly configuration: Configuration
  readonly offers: Offers
  readonly sync: SyncBook
  /** Of the latest revision; 0 before the first. */
  latestNumber(): number
}

// The service's own limits (thousands of operations, 512 KiB a policy) stay well below it.
const contentBytesMax = 256 * 1024 * 1024

/**
 * The management plane: it stores the configuration and publishes revisions, and no request of a
 * client ever passes it. Instances poll `GET /revisions/latest`, which is also how the plane
 * knows what each of them runs.
 */
export function managementPlane(options: PlaneOptions): Plane {
  const { store, checker, clock, unixMs, facts, tools, published, routingChanged } = options
  const { revisions } = store
  const nowUs = () => clock.nowUs()
  const sync = newSyncBook()
  const offers = newOffers(revisions, nowUs)
  const configuration = new Configuration({
    store,
    checker,
    nowUs,
    newKey: tools.newKey,
    published: ({ number, checksum }) => published({ number, checksum }),
  })
  const latestNumber = () => revisions.latest()?.number ?? 0
  const heartbeats = newHeartbeatBook({
    clock,
    silentAfterMs: facts.disconnectedAfterMs,
    changed: options.connectionChanged,
  })
  const syncStatus = () => sync.statusOf(latestNumber())
  const backups = backupsOf({
    facts,
    configuration,
    revisions,
    clock,
    unixMs,
    newId: tools.newKey,
    newestSeen: () => sync.newestSeen(),
    done: options.backupDone,
  })
  const service = serviceOf({
    facts,
    configuration,
    syncStatus,
    nowUs,
    isBusy: () => backups.isBusy,
    changed: routingChanged,
  })
  const app = fastify({
    forceCloseConnections: true,
    bodyLimit: contentBytesMax,
    routerOptions: { caseSensitive: false, maxParamLength: 300 },
  })
  app.get('/status-0123456789abcdef', () => ({ status: 'Service Operational' }))
  app.get('/instances', syncStatus)
  addHeartbeatRoute(app, heartbeats)
  addRevisionRoutes(app, { configuration, offers, sync, revisions, backups, nowUs })
  addArtifactRoutes(app, configuration)
  addArmRoutes(app, {
    resources: resourcesOf(configuration, tools),
    service,
    backups,
    quotas: quotasOf(options.quotaHolders),
    connections: gatewayConnectionsOf(heartbeats, facts.selfHosted),
  })
  addPortal(app, { configuration, tools })
  return { app, configuration, offers, sync, latestNumber }
}

type RevisionRoutes = Pick<Plane, 'configuration' | 'offers' | 'sync'> & {
  readonly revisions: PlaneStore['revisions']
  readonly backups: Backups
  readonly nowUs: () => number
}

const latestQuerySchema = z.object({
  after: z.coerce.number().int().nonnegative().default(0),
  instance: z.string().max(200).optional(),
})
const numberSchema = z.object({ number: z.coerce.number().int().positive() })

function addRevisionRoutes(app: FastifyInstance, parts: RevisionRoutes): void {
  const { configuration, offers, sync, revisions, backups, nowUs } = parts
  app.get('/revisions/latest', async (request, reply) => {
    const query = latestQuerySchema.safeParse(request.query)
    if (!query.success) return refuse(reply, 400, 'ValidationError', z.prettifyError(query.error))
    const { after, instance } = query.data
    if (instance !== undefined) sync.note(instance, after, nowUs())
    // What was restored stands above what was lost, or instances would wait for its number.
    if (backups.hasRestored && after > (revisions.latest()?.number ?? 0)) {
      await configuration.renumber(after)
    }
    // An instance that is ahead of a plane restored from a backup must not be turned back.
    const offer = offers.to(instance, after)
    return offer === undefined ? reply.code(204).send() : sendRevision(reply, offer)
  })
  app.get('/revisions/:number', (request, reply) => {
    const params = numberSchema.safeParse(request.params)
    const revision = params.success ? revisions.byNumber(params.data.number) : undefined
    if (revision === undefined) {
      return refuse(reply, 404, 'ResourceNotFound', `there is no revision ${request.url}`)
    }
    return sendRevision(reply, revision)
  })
  app.put('/revisions/latest', async (request, reply) => {
    const conflict = conflictOf(request.headers['if-match'], revisions.latest())
    if (conflict !== undefined) return refuse(reply, 412, 'PreconditionFailed', conflict)
    const content = revisionContentSchema.safeParse(request.body)
    if (!content.success) {
      return refuse(reply, 400, 'ValidationError', z.prettifyError(content.error))
    }
    const { number, checksum } = await configuration.publish(content.data)
    const answer: Published = { number, checksum }
    return reply
      .code(201)
      .header('etag', etagOf(number))
      .header('location', `/revisions/${number}`)
      .send(answer)
  })
}

function addHeartbeatRoute(app: FastifyInstance, heartbeats: HeartbeatBook): void {
  app.post('/heartbeats', (request, reply) => {
    const beat = heartbeatSchema.safeParse(request.body)
    if (!beat.success) return refuse(reply, 400, 'ValidationError', z.prettifyError(beat.error))
    heartbeats.note(beat.data)
    return reply.code(204).send()
  })
}

const artifactsSchema = z.strictObject({ texts: artifactTextsSchema })

/** The configuration as the files of an APIOps folder: what an extractor and a publisher do. */
function addArtifactRoutes(app: FastifyInstance, configuration: Configuration): void {
  app.get('/artifacts', async () => {
    const { tree } = await configuration.view()
    return { texts: Object.fromEntries(exportedTree(tree)) }
  })
  app.put('/artifacts', async (request, reply) => {
    const given = artifactsSchema.safeParse(request.body)
    if (!given.success) {
      return refuse(reply, 400, 'ValidationError', z.prettifyError(given.error))
    }
    try {
      const { number, checksum } = await configuration.importTexts(inOneDialect(given.data.texts))
      return await reply.code(200).send({ number, checksum })
    } catch (error) {
      if (error instanceof ArmError) return reply.code(error.status).send(error.body)
      throw error
    }
  })
}

function sendRevision(reply: FastifyReply, { number, json }: NonNullable<Offer>) {
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
