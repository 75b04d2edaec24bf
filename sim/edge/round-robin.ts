/**
 * Gives connections to the healthy instances in turn. Azure Load Balancer hashes the 5-tuple,
 * which over a cloud's many connections comes to even shares; over the few of a drill a hash would
 * scatter by a third. Least connections would keep shares even too, but after a failure it would
 * send every new connection to what has just returned, and failback would look faster than it is.
 */
export function roundRobin<Item>(isIn: (item: Item) => boolean, items: readonly Item[]) {
  let next = 0
  return (): Item | undefined => {
    for (let tried = 0; tried < items.length; tried += 1) {
      const item = items[next % items.length]
      next = (next + 1) % items.length
      if (item !== undefined && isIn(item)) return item
    }
    return undefined
  }
}
