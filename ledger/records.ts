import { defineRecord, type RecordOf } from './record.ts'

const f64 = { type: 'f64' } as const
const u32 = { type: 'u32' } as const
const u16 = { type: 'u16' } as const
const u8 = { type: 'u8' } as const
const text = { type: 'text' } as const

/**
 * Of one request, as the client knows it.
 * - `ok`: answered below 400, or with a status that its operation names.
 * - `rejected`: answered 401, 403 or 429.
 * - `failed`: answered otherwise, or without what its session looks for (`nothing-extracted`); or
 *   never sent, for no connection was to be had (`refused`,
 *   `connect-timeout`) or the name had no address (`unresolved`): it certainly did not execute.
 * - `unknown`: sent, and no whole answer came (`deadline`, `reset`, `closed`, `malformed`,
 *   `too-long`: it went on beyond what its client reads): it may
 *   have executed.
 * - `not-sent`: all connections were busy until its deadline (`no-connection`), or the generator
 *   itself fired it after that (`deadline`).
 */
export const outcomes = ['ok', 'rejected', 'failed', 'unknown', 'not-sent'] as const
export type Outcome = (typeof outcomes)[number]

/** Why a request has no usable answer; `none` when it has one. */
export const failures = [
  'none',
  'deadline',
  'reset',
  'closed',
  'refused',
  'connect-timeout',
  'no-connection',
  'malformed',
  'aborted',
  'unresolved',
  'too-long',
  'nothing-extracted',
] as const
export type Failure = (typeof failures)[number]

/** Who made a response: a policy or built-in step of the gateway, or the backend. */
export const layers = ['none', 'gateway', 'backend'] as const
export type Layer = (typeof layers)[number]

/**
 * One attempt of one request, as its client saw it; written when it ended.
 * All instants are microseconds since the run's epoch, 0 when the moment never came.
 */
export const clientRecord = defineRecord('client', {
  requestId: f64,
  attempt: u8,
  population: text,
  operation: text,
  /** When the schedule wanted it to start; latency counts from here. */
  intendedAtUs: f64,
  /** When the pacer fired; later than intended by the pacer's lateness. */
  firedAtUs: f64,
  /** When a connection took it, which may still have to be opened; later than fired by the wait for it. */
  dispatchedAtUs: f64,
  /** When the connection that took it stood, its name resolved; 0 when it stood already, or never. */
  connectedAtUs: f64,
  firstByteAtUs: f64,
  endedAtUs: f64,
  status: u16,
  outcome: { type: 'enum', of: outcomes },
  failure: { type: 'enum', of: failures },
  /** Local port of the connection that carried it, 0 when none did. */
  connectionPort: u16,
  /** 1 when the connection had carried an earlier request. */
  reusedConnection: u8,
  responseBytes: u32,
})

/** One request at one instance: written once when it was received and again when it was answered. */
export const gatewayRecord = defineRecord('gateway', {
  event: { type: 'enum', of: ['received', 'answered', 'abandoned'] },
  requestId: f64,
  attempt: u8,
  receivedAtUs: f64,
  /** 0 in a `received` record. */
  endedAtUs: f64,
  api: text,
  operation: text,
  product: text,
  subscription: text,
  status: u16,
  layer: { type: 'enum', of: layers },
  /** Of a response that the gateway made: the policy or built-in step, its scope and section. */
  policy: text,
  scope: text,
  section: text,
  /** LastError.Reason. */
  reason: text,
  cache: { type: 'enum', of: ['none', 'hit', 'miss'] },
  backendStatus: u16,
  backendAttempts: u8,
  /** Sum over all attempts: connect, send, wait, receive. */
  backendUs: f64,
  revision: u32,
})

/** One decision of a rate limit or quota at one holder. */
export const admissionRecord = defineRecord('admission', {
  requestId: f64,
  atUs: f64,
  /** Which limit: scope and path of the policy, or the counter key's policy. */
  counter: text,
  /** A hash of the counter's key: keys may be secrets. */
  keyHash: text,
  admitted: u8,
  /** Calls that were counted with the decision; 0 where they are counted later, or never. */
  counted: u32,
  /** Calls allowed per window. */
  limit: u32,
  windowMs: f64,
  /** 1 for a bucket of `limit` tokens that refills over the window. */
  refills: u8,
  /** What this holder believed the count to be before the decision. */
  countSeen: u32,
})

/** One look of `cache-lookup` into a cache, or one answer that `cache-store` put there. */
export const cacheRecord = defineRecord('cache', {
  event: { type: 'enum', of: ['hit', 'miss', 'stored'] },
  requestId: f64,
  attempt: u8,
  atUs: f64,
  cache: { type: 'enum', of: ['internal', 'external'] },
  /** The key is a hash already; this is the start of it. */
  keyHash: text,
  /** Whose request it is: the owner of its subscription, else the subscription. */
  tenant: text,
  /** 1 when the key is made for one tenant alone. */
  personal: u8,
  /** Of a hit: the request whose answer it is, 0 otherwise. */
  storedBy: f64,
  /** Of a hit in the internal cache: the instance that held it, empty otherwise. */
  holder: text,
  /** Of a stored one: how long it may be served. */
  lifeMs: f64,
})

/** One request at a simulated backend: `received` when its head arrived, `answered` at its end. */
export const backendRecord = defineRecord('backend', {
  event: { type: 'enum', of: ['received', 'answered', 'abandoned'] },
  requestId: f64,
  attempt: u8,
  receivedAtUs: f64,
  endedAtUs: f64,
  operation: text,
  status: u16,
})

/** One client connection at an edge: which instance it was pinned to, and for how long. */
export const edgeRecord = defineRecord('edge', {
  event: { type: 'enum', of: ['opened', 'closed'] },
  openedAtUs: f64,
  closedAtUs: f64,
  clientPort: u16,
  instance: text,
  closedBy: { type: 'enum', of: ['open', 'client', 'instance', 'no-instance', 'shutdown'] },
  bytesUp: f64,
  bytesDown: f64,
})

export type ClientRecord = RecordOf<typeof clientRecord>
export type GatewayRecord = RecordOf<typeof gatewayRecord>
export type AdmissionRecord = RecordOf<typeof admissionRecord>
export type CacheRecord = RecordOf<typeof cacheRecord>
export type BackendRecord = RecordOf<typeof backendRecord>
export type EdgeRecord = RecordOf<typeof edgeRecord>

export const recordTypes = {
  client: clientRecord,
  gateway: gatewayRecord,
  admission: admissionRecord,
  cache: cacheRecord,
  backend: backendRecord,
  edge: edgeRecord,
} as const
