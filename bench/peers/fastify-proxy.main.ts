import httpProxy from '@fastify/http-proxy'
import fastify from 'fastify'
import { z } from 'zod'
import { parentOf } from '../../ledger/child.ts'
import { endpointSchema } from '../../ledger/launch/gateway.ts'

/* A peer to measure against: @fastify/http-proxy, which proxies and does nothing else. */

const { launch, notify } = await parentOf(z.strictObject({ upstream: endpointSchema }))
const app = fastify()
await app.register(httpProxy, {
  upstream: `http://${launch.upstream.host}:${launch.upstream.port}`,
})
const url = await app.listen({ host: '127.0.0.1', port: 0 })
notify({ say: 'ready', ports: { http: Number(new URL(url).port) } })
