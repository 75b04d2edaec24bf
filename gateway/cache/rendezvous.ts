/**
 * The node that owns a key: the one with the highest hash of both. When a node goes, only its own
 * keys move, spread over all others. Source: Thaler and Ravishankar, "Using name-based mappings to
 * increase hit rates" (1998).
 */
export function ownerOf(key: string, nodes: Iterable<string>): string | undefined {
  let owner: string | undefined
  let highest = -1
  for (const node of nodes) {
    const weight = hashOf(node, key)
    // Equal weights must not depend on the order that nodes are named in.
    if (weight < highest || (weight === highest && owner !== undefined && node > owner)) continue
    owner = node
    highest = weight
  }
  return owner
}

/** FNV-1a over both texts, mixed as MurmurHash3 ends; 32 bits. */
function hashOf(node: string, key: string): number {
  let hash = fnv(fnv(0x811c9dc5, node) ^ 0x0a, key)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

function fnv(start: number, text: string): number {
  let hash = start
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  }
  return hash
}
