import type {
  admissionRecord,
  backendRecord,
  ClientRecord,
  clientRecord,
  edgeRecord,
  GatewayRecord,
  gatewayRecord,
} from '../../ledger/records.ts'
import type { LedgerWriter } from '../../ledger/writer.ts'

export type LargeLedgers = {
  readonly clients: readonly LedgerWriter<typeof clientRecord>[]
  /** In the order of the instances, as the admissions are. */
  readonly gateways: readonly LedgerWriter<typeof gatewayRecord>[]
  readonly admissions: readonly LedgerWriter<typeof admissionRecord>[]
  readonly backend: LedgerWriter<typeof backendRecord>
  readonly edge: LedgerWriter<typeof edgeRecord>
}

type Setting = {
  readonly names: readonly string[]
  readonly fault: { readonly fromUs: number; readonly toUs: number }
  readonly random: () => number
}

const second = 1_000_000
const deadlineUs = second
const operations = ['get-order', 'list-orders', 'create-order', 'get-profile'] as const
const connectionsEach = 200
const tenants = 500
/** Every so many requests are under a limit, by tenant: four a second of each, of which three may be. */
const limitedEvery = 8
const limitedPerTenant = 1_000
const limitPerS = 3
/** Around the fault calls are lost, and then a tenant has no fourth one. */
const quietUs = 5 * second

/** What became of each request of a made-up run, written down by all who saw it. */
export class LargeWorld {
  readonly #ledgers: LargeLedgers
  readonly #setting: Setting
  /** The connections that stand, by instance and port; their closing is written at the end. */
  readonly #opened = new Map<number, number>()
  #lastUs = 0

  constructor(ledgers: LargeLedgers, setting: Setting) {
    this.#ledgers = ledgers
    this.#setting = setting
  }

  request(requestId: number, intendedAtUs: number): void {
    const { fault, random } = this.#setting
    const isHarmed = intendedAtUs >= fault.fromUs && intendedAtUs < fault.toUs + 2 * second
    const isOut = isHarmed && intendedAtUs >= fault.fromUs + second
    // The third and fourth are those of the zone that goes down.
    const all = isOut ? [0, 1, 4, 5] : [0, 1, 2, 3, 4, 5]
    const index = all[requestId % all.length] ?? 0
    const firedAtUs = intendedAtUs + 20 + random() * 100
    const dispatchedAtUs = firedAtUs + 30 + random() * 60
    const tail = random()
    const serviceUs = 2_000 + 3_000 * random() - 4_000 * Math.log(1 - tail)
    const client: ClientRecord = {
      requestId,
      attempt: 1,
      population: requestId % 5 === 0 ? 'batch' : 'clients',
      operation: operations[requestId % 4] ?? 'get-order',
      intendedAtUs,
      firedAtUs,
      dispatchedAtUs,
      connectedAtUs: 0,
      firstByteAtUs: dispatchedAtUs + serviceUs - 100,
      endedAtUs: dispatchedAtUs + serviceUs,
      status: 200,
      outcome: 'ok',
      failure: 'none',
      connectionPort: this.#portOf(index, requestId, dispatchedAtUs),
      reusedConnection: 1,
      responseBytes: 512,
    }
    this.#lastUs = Math.max(this.#lastUs, client.endedAtUs)
    const isLost = isHarmed && (index === 2 || index === 3)
    if (isLost) this.#lose(client)
    else this.#serve(client, index)
  }

  /** Closes what stands. */
  end(): void {
    for (const [clientPort, openedAtUs] of this.#opened) {
      const instance = this.#setting.names[Math.floor((clientPort - 20_000) / connectionsEach)]
      this.#ledgers.edge.append({
        event: 'closed',
        openedAtUs,
        closedAtUs: this.#lastUs + second,
        clientPort,
        instance: instance ?? '',
        closedBy: 'client',
        bytesUp: 1_000,
        bytesDown: 9_000,
      })
    }
  }

  #portOf(index: number, requestId: number, atUs: number): number {
    const port = 20_000 + index * connectionsEach + (requestId % connectionsEach)
    if (this.#opened.has(port)) return port
    const openedAtUs = atUs - 50
    this.#opened.set(port, openedAtUs)
    const instance = this.#setting.names[index] ?? ''
    this.#ledgers.edge.append({
      event: 'opened',
      openedAtUs,
      closedAtUs: 0,
      clientPort: port,
      instance,
      closedBy: 'open',
      bytesUp: 0,
      bytesDown: 0,
    })
    return port
  }

  #lose(client: ClientRecord): void {
    const unknown = { status: 0, outcome: 'unknown', failure: 'deadline' } as const
    const endedAtUs = client.intendedAtUs + deadlineUs
    this.#write({ ...client, ...unknown, firstByteAtUs: 0, endedAtUs })
  }

  #write(client: ClientRecord): void {
    this.#ledgers.clients[client.requestId % this.#ledgers.clients.length]?.append(client)
  }

  #serve(client: ClientRecord, index: number): void {
    const { requestId, attempt, operation, dispatchedAtUs, endedAtUs } = client
    const call: GatewayRecord = {
      event: 'received',
      requestId,
      attempt,
      receivedAtUs: dispatchedAtUs + 150,
      endedAtUs: 0,
      api: 'orders',
      operation,
      product: 'standard',
      subscription: `subscription-${requestId % tenants}`,
      status: 0,
      layer: 'none',
      policy: '',
      scope: '',
      section: '',
      reason: '',
      cache: 'none',
      backendStatus: 0,
      backendAttempts: 0,
      backendUs: 0,
      revision: 1,
    }
    const gateway = this.#ledgers.gateways[index]
    gateway?.append(call)
    const isLimited = requestId % limitedEvery === 1
    const isRefused = isLimited && this.#isFourth(requestId, client.intendedAtUs)
    if (isLimited) this.#decide(requestId, index, call.receivedAtUs, isRefused)
    const answered = { ...call, event: 'answered', endedAtUs: endedAtUs - 120 } as const
    if (isRefused) {
      const policy = { policy: 'rate-limit', scope: 'product', section: 'inbound' }
      const why = { reason: 'RateLimitExceeded', layer: 'gateway', status: 429 } as const
      gateway?.append({ ...answered, ...policy, ...why })
      this.#write({ ...client, status: 429, outcome: 'rejected' })
      return
    }
    const status = requestId % 5_003 === 0 ? 503 : 200
    this.#execute(requestId, operation, dispatchedAtUs, endedAtUs, status)
    const cache = operation === 'get-profile' ? 'miss' : 'none'
    const backend = { backendStatus: status, backendAttempts: 1, backendUs: 900 }
    gateway?.append({ ...answered, status, layer: 'backend', cache, ...backend })
    this.#write({ ...client, status, outcome: status === 200 ? 'ok' : 'failed' })
  }

  #isFourth(requestId: number, atUs: number): boolean {
    const { fromUs, toUs } = this.#setting.fault
    const isQuiet = atUs > fromUs - quietUs && atUs < toUs + quietUs
    return !isQuiet && Math.floor(requestId / limitedPerTenant) % (limitPerS + 1) === limitPerS
  }

  #execute(id: number, operation: string, sentAtUs: number, endedAtUs: number, status: number) {
    const seen = { requestId: id, attempt: 1, receivedAtUs: sentAtUs + 400, operation }
    this.#ledgers.backend.append({ ...seen, event: 'received', endedAtUs: 0, status: 0 })
    this.#ledgers.backend.append({ ...seen, event: 'answered', endedAtUs: endedAtUs - 300, status })
  }

  #decide(requestId: number, index: number, atUs: number, isRefused: boolean): void {
    this.#ledgers.admissions[index]?.append({
      requestId,
      atUs,
      counter: 'products/standard rate-limit',
      keyHash: `key-${requestId % tenants}`,
      admitted: isRefused ? 0 : 1,
      counted: isRefused ? 0 : 1,
      limit: limitPerS,
      windowMs: 1_000,
      refills: 0,
      countSeen: isRefused ? limitPerS : 1,
    })
  }
}
