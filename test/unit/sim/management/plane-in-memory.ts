import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkArtifacts } from '../../../../gateway/check/check-artifacts.ts'
import { readArtifactFolder } from '../../../../gateway/config/artifact-folder.ts'
import { checkedArtifactsSchema } from '../../../../ledger/launch/checker.ts'
import type { Published, ServiceFacts } from '../../../../ledger/launch/management.ts'
import type { RevisionContent } from '../../../../ledger/revision.ts'
import type { Checker } from '../../../../sim/management/checker.ts'
import { managementPlane } from '../../../../sim/management/plane.ts'
import { openPlaneStore, type PlaneStore } from '../../../../sim/management/plane-store.ts'
import type { QuotaHolders } from '../../../../sim/management/quotas.ts'

/** The gateway's own reader and compiler, in this process. */
export const ownChecker: Checker = {
  async read(folder) {
    return Object.fromEntries((await readArtifactFolder(folder)).texts)
  },
  check: (artifacts) =>
    // As it comes out of the pipe: without what is undefined.
    Promise.resolve(
      checkedArtifactsSchema.parse(JSON.parse(JSON.stringify(checkArtifacts(artifacts)))),
    ),
  [Symbol.asyncDispose]: () => Promise.resolve(),
}

const location = (name: string) => ({ location: name, zones: 3, units: 3 })
export const facts: ServiceFacts = {
  tier: 'premium',
  locations: [location('westeurope'), location('northeurope')],
  disabled: [],
  storageFolder: join(tmpdir(), 'gatedrill-no-such-storage'),
  backupMs: 1_000,
  restoreMs: 5_000,
  silentAfterMs: 3_000,
  selfHosted: ['factory'],
  disconnectedAfterMs: 180_000,
}

export const armRoot =
  '/subscriptions/s/resourceGroups/g/providers/Microsoft.ApiManagement/service/contoso'

type Given = {
  readonly store?: PlaneStore
  readonly facts?: Partial<ServiceFacts>
  readonly quotaHolders?: QuotaHolders
  readonly vault?: () => Readonly<Record<string, string>>
}

const nobody: QuotaHolders = {
  read: () => Promise.reject(new Error('nobody is there')),
  correct: () => Promise.reject(new Error('nobody is there')),
}

/** A management plane whose time is turned by hand. */
export async function planeWith(contents: readonly RevisionContent[], given: Given = {}) {
  const store = given.store ?? openPlaneStore(':memory:')
  const published: Published[] = []
  const backupsDone: (readonly [kind: string, backup: string, revision: number])[] = []
  const connections: (readonly [instance: string, isConnected: boolean])[] = []
  const routing: (readonly string[])[] = []
  const timers = new Map<object, { readonly atUs: number; readonly call: () => void }>()
  let nowUs = 1_000
  let keys = 0
  const plane = managementPlane({
    store,
    checker: ownChecker,
    clock: {
      nowUs: () => nowUs,
      after(delayMs, call) {
        const timer = {}
        timers.set(timer, { atUs: nowUs + delayMs * 1_000, call })
        return () => void timers.delete(timer)
      },
    },
    unixMs: () => 1_800_000_000_000 + nowUs / 1_000,
    facts: { ...facts, ...given.facts },
    tools: {
      newKey() {
        keys += 1
        return `new-key-${keys}`
      },
      secretOf: (identifier) => given.vault?.()[identifier],
    },
    quotaHolders: given.quotaHolders ?? nobody,
    published: (revision) => published.push(revision),
    routingChanged: (disabled) => routing.push(disabled),
    backupDone: (kind, { backup, revision }) => backupsDone.push([kind, backup, revision]),
    connectionChanged: ({ instance }, isConnected) => connections.push([instance, isConnected]),
  })
  for (const content of contents) await plane.configuration.publish(content)
  published.length = 0
  const passUs = (us: number) => {
    nowUs += us
    for (const [timer, { atUs, call }] of timers) {
      if (atUs > nowUs) continue
      timers.delete(timer)
      call()
    }
  }
  type Method = 'GET' | 'HEAD' | 'PUT' | 'PATCH' | 'POST' | 'DELETE'
  /** A request for a resource of the service; `'If-Match': '*'` is for the caller to say. */
  const arm = (
    method: Method,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ) =>
    plane.app.inject({
      method,
      url: `${armRoot}${path}${path.includes('?') ? '&' : '?'}api-version=2024-05-01`,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
    })
  return { ...plane, store, published, routing, connections, backupsDone, passUs, arm }
}
