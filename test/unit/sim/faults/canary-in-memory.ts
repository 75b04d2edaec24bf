import type { CanaryAnswer } from '../../../../sim/canary.ts'
import type { PartHarm } from '../../../../sim/faults/define-fault.ts'

const well: CanaryAnswer = {
  status: 200,
  headers: { 'content-length': '2' },
  body: '{}',
  headMs: 1,
  totalMs: 1,
  trouble: 'none',
}
const reset = { status: 200, trouble: 'ECONNRESET' }
const refused = { status: 0, body: '', trouble: 'ECONNREFUSED' }

/** What a process under such a harm answers a canary; `undefined` for one that changes nothing. */
function changeOf({ kind, ...harm }: PartHarm): Partial<CanaryAnswer> | undefined {
  switch (kind) {
    case 'errors':
      return { status: Number(harm.status) }
    case 'throttle':
      return { status: 429, headers: { 'retry-after': String(harm.retryAfterS) } }
    case 'slow':
    case 'dns-slow':
      return { headMs: 2_000, totalMs: 2_000 }
    case 'hang':
      return { status: 0, body: '', trouble: 'TIMEOUT' }
    case 'drip':
      return { totalMs: 2_000, trouble: 'TIMEOUT' }
    case 'reset':
      return reset
    case 'truncated':
      return { ...reset, headers: { 'content-length': '4' } }
    case 'malformed':
      return harm.what === 'json' ? { body: '{' } : { status: 0, trouble: 'HPE_INVALID_CONSTANT' }
    case 'flapping':
      return harm.how === 'refuse' ? refused : { status: Number(harm.status) }
    case 'refuse':
    case 'kill':
      return refused
    default:
      return undefined
  }
}

/** The answer of a process that suffers these. */
export function canaryOf(harms: readonly PartHarm[]): CanaryAnswer {
  return Object.assign({}, well, ...harms.map(changeOf))
}

/** What a backend that suffers these says of its use. */
export function useOf(harms: readonly PartHarm[]) {
  const limit = harms.find(({ kind }) => kind === 'capacity')
  const isLimited = limit !== undefined
  const working = isLimited ? Number(limit.concurrent) : 0
  return { working, waiting: isLimited ? 1 : 0, refused: 0, coldStarts: 0, isLimited }
}
