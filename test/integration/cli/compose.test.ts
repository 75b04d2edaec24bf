import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { clockSince, newEpochNs } from '../../../ledger/clock.ts'
import { bundleOf } from '../../../load/engines/k6/bundle.ts'
import { realClock } from '../../../sim/clock.ts'
import { startRedisServer } from '../../../sim/redis/redis-server.ts'
import { eventually, root } from '../../e2e/drill.ts'
import { rooms } from '../../unit/architecture/sources.ts'

const duration = z.string().regex(/^\d+(ms|s|m)$/)

/** Of the Compose specification, what this file uses; anything else is a slip of the pen. */
const serviceSchema = z.strictObject({
  build: z.string().optional(),
  image: z.string(),
  command: z.array(z.string()).optional(),
  depends_on: z.array(z.string()).optional(),
  expose: z.array(z.string()).optional(),
  ports: z.array(z.string().regex(/^127\.0\.0\.1:\d+:\d+$/)).optional(),
  volumes: z.array(z.string()).optional(),
  profiles: z.array(z.string()).optional(),
  restart: z.enum(['no', 'always', 'on-failure', 'unless-stopped']).optional(),
  healthcheck: z
    .strictObject({
      test: z.array(z.string()).min(2),
      interval: duration,
      timeout: duration,
      retries: z.number().int().positive(),
    })
    .optional(),
})
const composeSchema = z.strictObject({
  name: z.string(),
  'x-gateway': z.unknown(),
  services: z.record(z.string(), serviceSchema),
})

const text = readFileSync(join(root, 'docker-compose.yml'), 'utf8')
const compose = composeSchema.parse(parse(text, { merge: true }))
const services = Object.entries(compose.services)

test('docker-compose.yml names only services, files and ports that exist', () => {
  for (const [name, { depends_on: needed = [], volumes = [], build }] of services) {
    for (const other of needed)
      expect(compose.services, `${name} needs ${other}`).toHaveProperty(other)
    for (const volume of volumes) {
      expect(existsSync(join(root, volume.split(':')[0] ?? '')), volume).toBe(true)
    }
    if (build !== undefined) expect(existsSync(join(root, build, 'Dockerfile'))).toBe(true)
  }
  const balanced = readFileSync(join(root, 'docker/haproxy.cfg'), 'utf8').matchAll(
    /server (\S+) (\S+):8080/g,
  )
  expect([...balanced].map(([, server]) => server)).toEqual(
    services.map(([name]) => name).filter((name) => name.startsWith('gateway-')),
  )
})

test('what the image copies is there', () => {
  const copied = readFileSync(join(root, 'Dockerfile'), 'utf8').matchAll(/^COPY (.+) \S+$/gm)
  for (const [, sources = ''] of copied) {
    for (const source of sources.split(' '))
      expect(existsSync(join(root, source)), source).toBe(true)
  }
})

test('the image holds every room', () => {
  const dockerfile = readFileSync(join(root, 'Dockerfile'), 'utf8')
  for (const room of rooms)
    expect(dockerfile).toContain(`COPY ${room} ${room}
`)
})

test('the load of k6 is a script that k6 takes', async () => {
  expect(await bundleOf(join(root, 'docker/load.js'))).toContain('constant-arrival-rate')
})

test('a gateway starts by the command of its service, answers its health check and its backend', async () => {
  const backend = createServer((request, response) => response.end(`backend ${request.url}`))
  await new Promise<void>((resolve) => backend.listen(0, '127.0.0.1', resolve))
  const address = backend.address()
  const backendPort = address !== null && typeof address === 'object' ? address.port : 0
  const redis = await startRedisServer({
    host: '127.0.0.1',
    clock: realClock(clockSince(newEpochNs())),
    maxMemoryMb: 32,
    stateFolder: tmpdir(),
  })
  const command = compose.services['gateway-1']?.command ?? []
  const here = command
    .with(command.indexOf('--port') + 1, '0')
    .with(command.indexOf('--host') + 1, '127.0.0.1')
    .map((word) => word.replace('backend:80', `127.0.0.1:${backendPort}`))
    .map((word) => word.replace('redis:6379', `127.0.0.1:${redis.port}`))
  const child = spawn(process.execPath, ['cli/main.ts', ...here], { cwd: root })
  try {
    let said = ''
    child.stdout.on('data', (chunk) => {
      said += String(chunk)
    })
    const url = await eventually(
      'it says where it serves',
      20_000,
      () => /http:\S+(?= serves)/.exec(said)?.[0],
    )
    const key = /key of contoso: (\S+)/.exec(said)?.[1] ?? ''
    // The load of k6 brings the key that every gateway makes.
    expect(compose.services.k6?.command).toContain(`KEY=${key}`)
    const health = compose.services['gateway-1']?.healthcheck?.test.at(-1) ?? ''
    expect(health).toContain('/status-0123456789abcdef')
    expect((await fetch(`${url}/status-0123456789abcdef`)).status).toBe(200)
    const headers = { 'Ocp-Apim-Subscription-Key': key }
    expect(await (await fetch(`${url}/orders/7`, { headers })).text()).toContain('backend ')
    // What may be cached is kept in Redis, for all gateways.
    await (await fetch(`${url}/catalog/7`, { headers })).text()
    await vi.waitFor(async () => expect(await redis.ask('DBSIZE')).not.toBe('0'), 5_000)
    expect((await fetch(`${url}/orders/7`)).status).toBe(401)
  } finally {
    child.kill('SIGTERM')
    await new Promise((resolve) => child.once('close', resolve))
    backend.close()
    await redis.kill()
  }
})
