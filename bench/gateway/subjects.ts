import { join } from 'node:path'
import { type ClockUs, clockSince, newEpochNs } from '../../ledger/clock.ts'
import { tokenAnswerSchema } from '../../ledger/launch/identity.ts'
import { revisionOf } from '../../ledger/revision.ts'
import { realClock } from '../../sim/clock.ts'
import { Child } from '../../sim/processes/child.ts'
import { type Watches, watchProcessors } from '../pauses/watches.ts'
import { contentOfBench, issuer } from './full-policy.ts'
import { isInstalled, startCaddy, startNginx } from './nginx.ts'
import { pinTo } from './pin.ts'
import { preferToHousekeeping } from './prefer.ts'
import { startRawBackend } from './raw-backend.ts'

export type Subject = { readonly name: string; readonly pid: number; readonly port: number }

export type Subjects = AsyncDisposable & {
  readonly all: readonly Subject[]
  readonly backendPort: number
  /** A JWT that the gateway accepts. */
  readonly token: string
  readonly nowUs: ClockUs
  /** Of both processors; undefined where the system allows none. */
  readonly watches: Watches | undefined
  /** False when the system cannot pin: then all share all processors. */
  readonly arePinned: boolean
}

export const proxyName = '@fastify/http-proxy, no policy'
export const nginxName = 'nginx, no policy'
export const gatewayName = 'gatedrill, full policy, ledger on'

/** Processor 0 is the subject's, one after the other; all else shares processor 1. */
const subjectProcessor = 0
const othersProcessor = 1
const runId = '00000000000be4c4'

/** Starts what is compared, each a process of its own, in front of the same backend. */
export async function startSubjects(folder: string): Promise<Subjects> {
  const open = new AsyncDisposableStack()
  const epochNs = newEpochNs().toString()
  const nowUs = clockSince(BigInt(epochNs))
  const common = { runId, epochNs, listen: { host: '127.0.0.1', port: 0 } }
  const backend = open.use(await startRawBackend())
  const startChild = starterOf(folder, nowUs, open)
  const identity = await startChild('identity', 'sim/identity/main', {
    ...common,
    issuer,
    tokenLifetimeS: 3_600,
  })
  const upstream = { host: '127.0.0.1', port: backend.port }
  const proxy = await startChild('proxy', 'bench/peers/fastify-proxy.main', { upstream })
  const gateway = await startChild('gateway', 'gateway/main', {
    ...common,
    instance: 'bench',
    region: 'bench',
    zone: 'bench-1',
    incarnation: 1,
    listenPeers: common.listen,
    ledgerFolder: folder,
    syncPeriodMs: 1_000,
    revision: revisionOf(1, await contentOfBench()),
    peers: [],
    hosts: {
      '*': upstream,
      'login.contoso.example': { host: '127.0.0.1', port: identity.portOf('http') },
    },
    connectTimeoutMs: 1_000,
  })
  const all = [
    { name: proxyName, pid: proxy.pid, port: proxy.portOf('http') },
    ...(await installedPeers(folder, backend.port, open)),
    { name: gatewayName, pid: gateway.pid, port: gateway.portOf('http') },
  ]
  const watches = await watchProcessors({
    processors: [subjectProcessor, othersProcessor],
    epochNs,
    napMs: 1,
    toleratedMs: 0.2,
    start: startChild,
  })
  const arePinned =
    all.every(({ pid }) => pinTo(subjectProcessor, pid)) &&
    [process.pid, identity.pid].every((pid) => pinTo(othersProcessor, pid))
  open.use(preferToHousekeeping([process.pid, ...all.map(({ pid }) => pid)]))
  return {
    all,
    backendPort: backend.port,
    token: await tokenFrom(identity.portOf('http')),
    nowUs,
    watches,
    arePinned,
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  }
}

/** Starts processes that write their logs into a folder and end with the stack. */
export function starterOf(
  folder: string,
  nowUs: ClockUs,
  open: AsyncDisposableStack,
): (name: string, main: string, launch: unknown) => Promise<Child> {
  return async (name, main, launch) => {
    const child = new Child({
      name,
      main,
      launch,
      logPath: join(folder, `${name}.log`),
      readyWithinMs: 20_000,
      clock: realClock(nowUs),
      onEvent: () => undefined,
    })
    open.use(child)
    await child.ready()
    return child
  }
}

async function installedPeers(
  folder: string,
  backendPort: number,
  open: AsyncDisposableStack,
): Promise<Subject[]> {
  const peers: Subject[] = []
  if (isInstalled('nginx', '-v')) {
    peers.push({ name: nginxName, ...open.use(await startNginx(folder, backendPort)) })
  }
  if (isInstalled('caddy', 'version')) {
    peers.push({ name: 'Caddy, no policy', ...open.use(await startCaddy(folder, backendPort)) })
  }
  return peers
}

async function tokenFrom(port: number): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${port}/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ audience: 'api://orders', claims: { roles: ['orders.read'] } }),
  })
  return tokenAnswerSchema.parse(await answer.json()).access_token
}
