import type { RouterLaunch } from '../../ledger/launch/router.ts'

export type Routing = Pick<RouterLaunch, 'routing' | 'regions' | 'latenciesMs' | 'custom'>

/**
 * The region that clients of one place are sent to; undefined when none is usable. Sources: Azure
 * Traffic Manager, routing methods: performance takes the lowest latency, priority the lowest
 * number, weighted draws. Custom takes the first usable region of the place's own list, and where
 * there is none goes by latency. What is equal goes in the order of the regions.
 */
export function chooseRegion(
  { routing, regions, latenciesMs, custom }: Routing,
  from: string,
  isUsable: (region: string) => boolean,
  random: () => number,
): string | undefined {
  const usable = regions.filter(({ region }) => isUsable(region))
  const latencyMs = (region: string) => latenciesMs[from]?.[region] ?? 0
  switch (routing) {
    case 'performance':
      return lowest(usable, ({ region }) => latencyMs(region))?.region
    case 'priority':
      return lowest(usable, ({ priority }) => priority)?.region
    case 'weighted':
      return drawn(usable, random)
    case 'custom': {
      const listed = custom[from]
      if (listed !== undefined) return listed.find(isUsable)
      return lowest(usable, ({ region }) => latencyMs(region))?.region
    }
  }
}

function lowest<Item>(items: readonly Item[], by: (item: Item) => number): Item | undefined {
  return items.toSorted((a, b) => by(a) - by(b))[0]
}

function drawn(usable: RouterLaunch['regions'], random: () => number): string | undefined {
  const total = usable.reduce((sum, { weight }) => sum + weight, 0)
  let left = random() * total
  for (const { region, weight } of usable) {
    left -= weight
    if (left < 0) return region
  }
  return usable.at(-1)?.region
}
