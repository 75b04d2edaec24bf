import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { ArmError, notFound } from './arm-error.ts'
import { type ArmAnswer, type ArmRequest, requireApiVersion } from './arm-request.ts'
import type { Backups } from './backups.ts'
import type { GatewayConnections } from './gateway-connections.ts'
import type { Quotas } from './quotas.ts'
import type { Resources } from './resources.ts'
import type { ServiceResource } from './service.ts'

export type ArmParts = {
  readonly resources: Resources
  readonly service: ServiceResource
  readonly backups: Backups
  readonly quotas: Quotas
  readonly connections: GatewayConnections
}

const prefix =
  '/subscriptions/:subscription/resourceGroups/:group/providers/Microsoft.ApiManagement/service/:service'
const querySchema = z.record(z.string(), z.unknown())
const pathSchema = z.object({ '*': z.string().default('') })

/**
 * The paths of Azure Resource Manager. Whatever subscription, group and service they name is the
 * scenario's one service.
 */
export function addArmRoutes(app: FastifyInstance, parts: ArmParts): void {
  const answer = async (request: FastifyRequest, reply: FastifyReply) => {
    try {
      return await send(reply, await answerOf(armRequestOf(request), parts))
    } catch (error) {
      if (error instanceof ArmError) return reply.code(error.status).send(error.body)
      throw error
    }
  }
  const method = ['GET', 'PUT', 'PATCH', 'POST', 'DELETE']
  app.route({ method, url: prefix, handler: answer })
  app.route({ method, url: `${prefix}/*`, handler: answer })
}

async function answerOf(request: ArmRequest, parts: ArmParts): Promise<ArmAnswer> {
  requireApiVersion(request.query)
  const { method, segments } = request
  const [first = '', second, third] = segments
  const name = first.toLowerCase()
  const { service, backups, resources, quotas, connections } = parts
  if (segments.length === 0) {
    if (method === 'GET') return service.get(request)
    if (method === 'PATCH') return service.patch(request)
    throw new ArmError(405, 'MethodNotAllowed', `${method} is not for the service of a drill`)
  }
  if (method === 'GET' && name === 'networkstatus') return service.networkStatus(undefined)
  if (method === 'GET' && name === 'locations' && third?.toLowerCase() === 'networkstatus') {
    return service.networkStatus(second)
  }
  if (method === 'GET' && name === 'operationresults') return backups.status(second ?? '', request)
  if (method === 'POST' && segments.length === 1 && (name === 'backup' || name === 'restore')) {
    return backups.start(name, request)
  }
  if (name === 'quotas') return quotas(request)
  if (method === 'GET' && name === 'gateways' && third?.toLowerCase() === 'heartbeats') {
    return connections(second ?? '')
  }
  if (method === 'POST' && segments.length === 1) throw notFound('Action')
  return resources(request)
}

function armRequestOf(request: FastifyRequest): ArmRequest {
  const url = new URL(request.url, 'http://plane')
  const { '*': below } = pathSchema.parse(request.params)
  const segments = below.split('/').filter((segment) => segment !== '')
  const [root = ''] = /^(?:\/[^/]*){8}/.exec(url.pathname) ?? []
  return {
    // HEAD is answered as GET is, and sent without its body.
    method: request.method === 'HEAD' ? 'GET' : request.method,
    segments,
    root,
    query: querySchema.parse(request.query),
    ifMatch: request.headers['if-match'],
    ifNoneMatch: request.headers['if-none-match'],
    body: request.body,
  }
}

function send(reply: FastifyReply, { status, headers = {}, body }: ArmAnswer) {
  reply.code(status).headers(headers)
  return body === undefined ? reply.send() : reply.send(body)
}
