import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadArtifacts } from '../gateway/config/load-artifacts.ts'
import { type ClockUs, clockSince, newEpochNs } from '../ledger/clock.ts'
import type { GatewayLaunch } from '../ledger/launch/gateway.ts'
import type { LoadLaunch } from '../ledger/launch/load.ts'
import { readLedger } from '../ledger/reader.ts'
import { clientRecord } from '../ledger/records.ts'
import { type RevisionContent, revisionOf } from '../ledger/revision.ts'
import { realClock } from '../sim/clock.ts'
import { Child } from '../sim/processes/child.ts'
import { defineBench } from './define-bench.ts'
import { cpuSecondsOf, medianOf, residentMbOf } from './process-cpu.ts'

const ratePerS = 1_200
const durationS = 6
const rounds = 3
const issuer = 'https://login.contoso.example/contoso/v2.0'
const configFolder = join(import.meta.dirname, '../scenarios/configs/orders')

/** What one request asks for: the same of all subjects, so that all do the same work upstream. */
const kinds = {
  'GET with key': { path: '/orders/7', needsToken: false },
  'GET with key and JWT': { path: '/customers/me', needsToken: true },
} as const
type Kind = keyof typeof kinds

export const gateway = defineBench({
  name: 'gateway',
  about:
    'requests per CPU-second of one gateway process beside @fastify/http-proxy without policies',
  async run(say) {
    await using bench = await Bench.start()
    say(`${ratePerS} requests/s for ${durationS} s, ${rounds} rounds in turn, medians`)
    say('| subject | request | requests per CPU-second | of the proxy | p50 ms | p99 ms | MB |')
    say('|---|---|---|---|---|---|---|')
    for (const kind of ['GET with key', 'GET with key and JWT'] as const) {
      const measured: Record<Subject, Measured[]> = { proxy: [], gateway: [] }
      for (let round = 0; round < rounds; round += 1) {
        for (const subject of ['proxy', 'gateway'] as const) {
          measured[subject].push(await bench.measure(subject, kind, round))
        }
      }
      const base = medianOf(measured.proxy.map(({ perCpuSecond }) => perCpuSecond))
      for (const subject of ['proxy', 'gateway'] as const) {
        say(rowOf(subject, kind, measured[subject], base))
      }
    }
  },
})

type Subject = 'proxy' | 'gateway'
type Measured = {
  readonly perCpuSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly residentMb: number
}

const subjectNames = {
  proxy: '@fastify/http-proxy, no policy',
  gateway: 'gatedrill, orders policies, ledger on',
} as const

function rowOf(subject: Subject, kind: Kind, measured: readonly Measured[], base: number): string {
  const median = (of: keyof Measured) => medianOf(measured.map((one) => one[of]))
  const rate = median('perCpuSecond')
  const cells = [
    subjectNames[subject],
    kind,
    rate.toFixed(0),
    `${(rate / base).toFixed(2)} x`,
    median('p50Ms').toFixed(1),
    median('p99Ms').toFixed(1),
    median('residentMb').toFixed(0),
  ]
  return `| ${cells.join(' | ')} |`
}

/** A backend, an identity provider and the two subjects, each a process of its own. */
class Bench implements AsyncDisposable {
  readonly #stack = new AsyncDisposableStack()
  readonly #folder = mkdtempSync(join(tmpdir(), 'gatedrill-bench-'))
  readonly #epochNs = newEpochNs().toString()
  readonly #nowUs: ClockUs
  readonly #runId = '00000000000be4c4'
  #content: RevisionContent | undefined
  #children: Partial<Record<Subject | 'identity', Child>> = {}

  private constructor() {
    this.#nowUs = clockSince(BigInt(this.#epochNs))
  }

  static async start(): Promise<Bench> {
    const bench = new Bench()
    await bench.#startAll()
    return bench
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stack.disposeAsync()
    rmSync(this.#folder, { recursive: true, force: true })
  }

  async measure(subject: Subject, kind: Kind, round: number): Promise<Measured> {
    const child = this.#children[subject]
    if (child === undefined) throw new Error(`${subject} does not run`)
    const ledgerFolder = join(this.#folder, `${subject}-${kind.replaceAll(' ', '-')}-${round}`)
    mkdirSync(ledgerFolder)
    const load = await this.#child('load', 'load/main', this.#loadLaunch(child, kind, ledgerFolder))
    const before = cpuSecondsOf(child.pid)
    await load.command('start', { startAtUs: this.#nowUs() + 100_000 })
    await load.done
    const cpuS = cpuSecondsOf(child.pid) - before
    await load.stop()
    const { columns, count } = readLedger(join(ledgerFolder, 'client-load.ledger'), clientRecord)
    const ok = Array.from(columns.outcome ?? [], String).filter(
      (outcome) => outcome === 'ok',
    ).length
    if (ok < count) throw new Error(`${subject}: only ${ok} of ${count} requests went well`)
    const latencies = Array.from(columns.endedAtUs ?? [], Number)
      .map((atUs, row) => (atUs - Number(columns.intendedAtUs?.[row])) / 1_000)
      .toSorted((a, b) => a - b)
    const quantile = (share: number) => latencies[Math.ceil(share * count) - 1] ?? 0
    return {
      perCpuSecond: count / cpuS,
      p50Ms: quantile(0.5),
      p99Ms: quantile(0.99),
      residentMb: residentMbOf(child.pid),
    }
  }

  async #startAll(): Promise<void> {
    const { content } = await loadArtifacts(configFolder, {
      namedValues: {},
      keysOf: (id) => ({ primary: `${id}-primary`, secondary: `${id}-secondary` }),
    })
    this.#content = content
    const listen = { host: '127.0.0.1', port: 0 }
    const common = { runId: this.#runId, epochNs: this.#epochNs, listen }
    const backend = await this.#child('backend', 'sim/backends/main', {
      ...common,
      name: 'orders',
      seed: 1,
      latencyMs: 0,
      spread: 0,
      bodyBytes: 256,
    })
    const identity = await this.#child('identity', 'sim/identity/main', {
      ...common,
      issuer,
      tokenLifetimeS: 3600,
    })
    const upstream = { host: '127.0.0.1', port: backend.portOf('http') }
    const identityAt = { host: '127.0.0.1', port: identity.portOf('http') }
    const launch: GatewayLaunch = {
      ...common,
      instance: 'bench',
      region: 'bench',
      zone: 'bench-1',
      incarnation: 1,
      listenPeers: listen,
      ledgerFolder: this.#folder,
      syncPeriodMs: 1_000,
      revision: revisionOf(1, content),
      peers: [],
      hosts: { '*': upstream, 'login.contoso.example': identityAt },
      connectTimeoutMs: 1_000,
    }
    this.#children = {
      identity,
      proxy: await this.#child('proxy', 'bench/peers/fastify-proxy.main', { upstream }),
      gateway: await this.#child('gateway', 'gateway/main', launch),
    }
  }

  #loadLaunch(subject: Child, kind: Kind, ledgerFolder: string): LoadLaunch {
    const { path, needsToken } = kinds[kind]
    const key = this.#content?.subscriptions.find(({ id }) => id === 'contoso')?.primaryKey ?? ''
    return {
      generator: 'load',
      runId: this.#runId,
      epochNs: this.#epochNs,
      seed: 1,
      ledgerFolder,
      target: { host: '127.0.0.1', port: subject.portOf('http') },
      host: 'gateway.contoso.example',
      arrivals: 'poisson',
      ratePerS,
      durationS,
      population: 'bench',
      connections: 64,
      deadlineMs: 5_000,
      connectTimeoutMs: 1_000,
      tokens: {
        endpoint: { host: '127.0.0.1', port: this.#children.identity?.portOf('http') ?? 0 },
        audience: 'api://orders',
        claims: { roles: ['orders.read'] },
      },
      operations: [
        {
          name: kind,
          weight: 1,
          method: 'GET',
          path,
          headers: { 'Ocp-Apim-Subscription-Key': key },
          needsToken,
        },
      ],
    }
  }

  async #child(name: string, main: string, launch: unknown): Promise<Child> {
    const child = new Child({
      name,
      main,
      launch,
      logPath: join(this.#folder, `${name}.log`),
      readyWithinMs: 20_000,
      clock: realClock(this.#nowUs),
      onEvent: () => undefined,
    })
    this.#stack.use(child)
    await child.ready()
    return child
  }
}
