import type { PlacedInstance } from '../../../../ledger/run.ts'
import { scenarioSchema } from '../../../../scenarios/schema.ts'
import { wait } from '../../../../sim/clock.ts'
import type { FaultTarget, FaultWorld, PartHarm } from '../../../../sim/faults/define-fault.ts'
import { planWorldOf } from '../../../../sim/faults/plan-world.ts'
import { faultTargetsOf, wiredPartsOf } from '../../../../sim/parts.ts'
import { identity, management, wiresOf } from '../../../../sim/wiring.ts'
import { type FakeClock, fakeClock } from '../fake-clock.ts'
import { canaryOf, useOf } from './canary-in-memory.ts'
import { identityAnswerOf } from './identity-in-memory.ts'
import { planeReply } from './plane-in-memory.ts'
import { routerAnswerOf, routerStatusOf } from './router-in-memory.ts'

export const instances: readonly PlacedInstance[] = [1, 2, 3].flatMap((zone) =>
  ['a', 'b'].map((letter) => ({
    instance: `westeurope-${zone}-u${zone}-${letter}`,
    region: 'westeurope',
    zone: `westeurope-${zone}`,
    unit: zone,
  })),
)

const scenario = scenarioSchema.parse({
  name: 'in-memory',
  topology: { tier: 'premium', regions: { westeurope: { zones: 3, units: 3 } } },
  gateway: { config: 'none' },
  edge: { kind: 'traffic-manager' },
  backends: { orders: { tls: true } },
  identity: { issuer: 'https://login.test/', tls: true },
  redis: { replica: true },
  load: { ratePerS: 1, durationS: 60 },
  objectives: ['recovery < 10s'],
})
const parts = { scenario, instances, regions: ['westeurope'] }

/** What faults are planned on. */
export const planWorld = planWorldOf(
  faultTargetsOf(parts),
  instances,
  wiresOf(wiredPartsOf(parts), { hostOf: () => '' }),
)

export type WorldInMemory = {
  readonly world: FaultWorld
  readonly clock: FakeClock
  /** What was done to the world, in order. */
  readonly events: string[]
  /** Parts and links that something harms now. */
  harmed(): string[]
  /** Whether something harms it now, or a link from or to it. */
  isHarmed(target: string): boolean
}

export type WorldInMemoryOptions = {
  readonly signal?: AbortSignal
  /** This step (from 1) of all that a fault takes throws. */
  readonly throwsAt?: number
}

/** Of a link that is not harmed. */
const quickMs = 1

/** A world that remembers what is done to it; what it is asked, it answers from that. */
export function worldInMemory({ signal, throwsAt }: WorldInMemoryOptions = {}): WorldInMemory {
  const clock = fakeClock()
  const events: string[] = []
  const harms = new Map<string, PartHarm[]>()
  let steps = 0
  const harmsOf = (name: string) => harms.get(name) ?? []
  const isHarmed = (name: string) =>
    harmsOf(name).length > 0 || planWorld.linksAt([name]).some((id) => harmsOf(id).length > 0)
  const step = (name: string) => {
    steps += 1
    if (steps === throwsAt) throw new Error(`step ${steps} (${name}) failed`)
    events.push(name)
  }
  const harm = async (names: readonly string[], what: PartHarm): Promise<AsyncDisposable> => {
    step(what.kind)
    for (const name of names) harms.set(name, [...harmsOf(name), what])
    return {
      async [Symbol.asyncDispose]() {
        events.push(`undo ${what.kind}`)
        for (const name of names) {
          harms.set(
            name,
            harmsOf(name).filter((one) => one !== what),
          )
        }
      },
    }
  }
  const harmTargets = (kind: string) => (targets: readonly FaultTarget[]) =>
    harm(
      targets.map(({ name }) => name),
      { kind },
    )
  const isDead = (name: string) => harmsOf(name).some(({ kind }) => deadly.has(kind))
  const isSlow = (name: string) =>
    planWorld.linksAt([name]).some((id) => harmsOf(id).some(({ kind }) => kind === 'latency'))
  const probe = async (linkId: string) => {
    const [from = '', to = ''] = linkId.split('>')
    if ([linkId, from, to].some(isDead)) return undefined
    return harmsOf(linkId).length + harmsOf(to).length > 0 ? slowMs : quickMs
  }
  const world: FaultWorld = {
    ...planWorld,
    harmLinks: (linkIds, { kind, ...toxic }) => harm(linkIds, { kind, ...toxic }),
    silence: harmTargets('silence'),
    kill: harmTargets('kill'),
    stop: harmTargets('stop'),
    pause: harmTargets('pause'),
    harmProcesses: (targets, what) =>
      harm(
        targets.map(({ name }) => name),
        what,
      ),
    felt: async (linkId) => harmsOf(linkId).length,
    harmPart: (name, what) => harm([name], what),
    async ask(name, command, message) {
      if (name === 'traffic-manager' && command === 'status') return routerStatusOf(harmsOf(name))
      if (command === 'resolve') return routerAnswerOf(harmsOf(name))
      if (name === management) return planeReply(command, harmsOf(name), instances)
      if (command === 'call-host') return { trouble: troubleOf(harmsOf(hostIn(message))) }
      if (command === 'use') return useOf(harmsOf(name))
      if (command === 'felt') {
        return Object.fromEntries(harmsOf(name).map(({ kind }) => [kind, 1]))
      }
      if (command === 'cache') return cacheOf(harmsOf(name), isSlow(name))
      if (command === 'redis') return redisOf(harmsOf(name))
      if (command === 'holder') return holderOf(harmsOf(name))
      if (command === 'reaches') return !isDead(`${name}>${peerIn(message)}`)
      const suffered = (kind: string) => harmsOf(name).find((one) => one.kind === kind)
      if (command === 'clock') return { aheadMs: suffered('clock')?.skewMs ?? 0 }
      if (command === 'usage') {
        return { residentBytes: 0, bufferBytes: suffered('memory') === undefined ? 0 : 2 ** 40 }
      }
      if (command !== 'harms') return undefined
      return harmsOf(name).map(({ kind }) => ({ harmId: kind, faultId: 'fault', kind }))
    },
    call: async (name, { path }) => {
      const harms = harmsOf(name)
      const answer = name === identity ? identityAnswerOf(harms, path) : canaryOf(harms)
      const isExpired = harms.some(({ kind }) => kind === 'certificate')
      return { ...answer, certificateTrouble: isExpired ? 'CERT_HAS_EXPIRED' : 'none' }
    },
    answers: async ({ name }) => !isDead(name) && !planWorld.linksAt([name]).some(isDead),
    probe,
    wait(delayMs, own) {
      step(`wait ${delayMs}`)
      const signals = [signal, own].filter((one) => one !== undefined)
      return wait(clock, delayMs, AbortSignal.any(signals))
    },
  }
  const harmed = () => [...harms].filter(([, found]) => found.length > 0).map(([name]) => name)
  return { world, clock, events, harmed, isHarmed }
}

/** What an instance under such harms says of itself as a holder of counters. */
function holderOf(harms: readonly PartHarm[]) {
  const skewMs = harms.reduce((sum, { skewMs }) => sum + Number(skewMs ?? 0), 0)
  const resets = harms.filter(({ kind }) => kind === 'counter-reset').length
  return { harmedPortions: harms.length, generation: 1 + resets, skewMs }
}

/** What an instance under such harms says of its caches. */
function cacheOf(harms: readonly PartHarm[], isSlow: boolean) {
  const has = (...kinds: readonly string[]) => harms.some(({ kind }) => kinds.includes(kind))
  return {
    entries: 0,
    bytesMax: has('cache-small') ? 4_096 : 67_108_864,
    isClosed: has('cache-closed'),
    clears: has('cache-flush', 'cache-expire') ? 1 : 0,
    isStale: has('cache-stale'),
    externalMs: isSlow ? slowMs : quickMs,
  }
}

/** What a Redis under such harms says of itself. */
function redisOf(harms: readonly PartHarm[]) {
  const count = (name: string) => harms.filter(({ kind }) => kind === name).length
  return {
    isUp: !harms.some(({ kind }) => deadly.has(kind)),
    keys: 0,
    failovers: count('redis-failover'),
    losses: count('redis-lost-data'),
  }
}

function hostIn(message: unknown): string {
  return typeof message === 'object' && message !== null && 'host' in message
    ? String(message.host)
    : ''
}

/** How an instance fares that calls a process under such harms. */
function troubleOf(harms: readonly PartHarm[]): string {
  const isExpired = harms.some(({ kind }) => kind === 'certificate')
  return isExpired
    ? 'The SSL connection could not be established (certificate has expired)'
    : 'none'
}

function peerIn(message: unknown): unknown {
  return typeof message === 'object' && message !== null && 'peer' in message ? message.peer : ''
}

/** What a target under such a harm answers no more. */
const deadly: ReadonlySet<string> = new Set([
  'silence',
  'kill',
  'stop',
  'pause',
  'descriptors',
  'reset',
  'refuse',
  'end',
])
/** Of a link or a process that is harmed, but not dead: longer than any fault's example asks for. */
const slowMs = 2_000
