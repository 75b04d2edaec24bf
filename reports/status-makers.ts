import type { Blame } from './attribution.ts'

/** Who may have made an answer; what had no answer at all is no status. */
export const statusMakers = ['edge', 'gateway', 'backend leg', 'backend'] as const
export type StatusMaker = (typeof statusMakers)[number]

/** Answers with one status, by who made them. */
export type StatusOrigin = {
  readonly status: number
  readonly made: Readonly<Record<StatusMaker, number>>
  /** Of those by the gateway: which policy or built-in step (empty: none said so), in which scope. */
  readonly policies: readonly {
    readonly policy: string
    readonly scope: string
    readonly count: number
  }[]
}

/** Told whether a run had them or not: the question is asked of these. */
const alwaysTold = [401, 403, 429, 500, 502, 503, 504]

/**
 * Gateway versus backend: for every status of answers that were not good, who made them. A 500 of
 * the backend and a 500 of the gateway look the same to whoever got it. Computed from what
 * the gateway wrote down of each, never guessed from the status.
 */
export function statusOriginsOf(blames: readonly Blame[]): StatusOrigin[] {
  const answered = blames.filter(({ status }) => status > 0)
  const statuses = new Set([...alwaysTold, ...answered.map(({ status }) => status)])
  return [...statuses]
    .sort((a, b) => a - b)
    .map((status) => {
      const ofStatus = answered.filter((blame) => blame.status === status)
      const by = (maker: StatusMaker) =>
        sumOf(ofStatus.filter(({ layer }) => makerOf(layer) === maker))
      return {
        status,
        made: {
          edge: by('edge'),
          gateway: by('gateway'),
          'backend leg': by('backend leg'),
          backend: by('backend'),
        },
        policies: policiesOf(ofStatus.filter(({ layer }) => layer === 'gateway')),
      }
    })
}

/** An answer that a client could not use was made by somebody all the same: whoever stood before it. */
function makerOf(layer: Blame['layer']): StatusMaker {
  return layer === 'client' ? 'edge' : layer
}

function policiesOf(blames: readonly Blame[]): StatusOrigin['policies'] {
  const groups = Map.groupBy(blames, ({ policy, scope }) => JSON.stringify([policy, scope]))
  return [...groups.values()]
    .flatMap((group) => {
      const [first] = group
      if (first === undefined) return []
      return [{ policy: first.policy, scope: first.scope, count: sumOf(group) }]
    })
    .sort((a, b) => b.count - a.count || (a.policy < b.policy ? -1 : 1))
}

function sumOf(blames: readonly Blame[]): number {
  return blames.reduce((sum, { count }) => sum + count, 0)
}

/** `rate-limit (product)`: how a policy of an origin reads. */
export function policyText({ policy, scope }: StatusOrigin['policies'][number]): string {
  return `${policy === '' ? 'built in' : policy}${scope === '' ? '' : ` (${scope})`}`
}
