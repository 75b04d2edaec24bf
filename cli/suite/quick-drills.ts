import type { KnownDrill } from './known-drills.ts'

/** What a quick suite has one drill of, by any of these tags, and which it is if it may be. */
const groups: readonly {
  readonly name: string
  readonly tags: readonly string[]
  readonly drill: string
}[] = [
  { name: 'zone', tags: ['zone'], drill: 'zone-down' },
  { name: 'region', tags: ['region'], drill: 'region-down' },
  { name: 'counters', tags: ['counters', 'rate-limit'], drill: 'counters-redis-down' },
  { name: 'backend', tags: ['backend'], drill: 'backend-slow' },
  { name: 'client', tags: ['client', 'clients', 'retry'], drill: 'retry-storm' },
  { name: 'configuration', tags: ['configuration'], drill: 'config-rpo' },
  { name: 'identity', tags: ['identity'], drill: 'identity-down' },
]

/**
 * One drill for each group: the one that is named for it, else the shortest. A drill stands for one
 * group only. `missing` names the groups without any.
 */
export function quickOf(drills: readonly KnownDrill[]): {
  readonly drills: readonly KnownDrill[]
  readonly missing: readonly string[]
} {
  const chosen: KnownDrill[] = []
  const missing: string[] = []
  for (const { name, tags, drill } of groups) {
    const [best] = drills
      .filter((one) => !chosen.includes(one))
      .filter(({ scenario }) => scenario.tags.some((tag) => tags.includes(tag)))
      .toSorted(
        (a, b) =>
          Number(b.scenario.name === drill) - Number(a.scenario.name === drill) ||
          a.wallTimeS - b.wallTimeS,
      )
    if (best === undefined) missing.push(name)
    else chosen.push(best)
  }
  return { drills: chosen, missing }
}
