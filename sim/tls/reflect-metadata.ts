/*
 * The little of the Reflect metadata API that a dependency of @peculiar/x509 asks for when it is
 * loaded. Imported for its effect, before that package.
 */

const kept = new WeakMap<object, Map<unknown, unknown>>()

function ownMetadata(key: unknown, target: object): unknown {
  return kept.get(target)?.get(key)
}

function metadata(key: unknown, target: object): unknown {
  for (let at: object | null = target; at !== null; at = Object.getPrototypeOf(at)) {
    if (kept.get(at)?.has(key)) return ownMetadata(key, at)
  }
  return undefined
}

function defineMetadata(key: unknown, value: unknown, target: object): void {
  const own = kept.get(target) ?? new Map<unknown, unknown>()
  kept.set(target, own.set(key, value))
}

if (!('getMetadata' in Reflect)) {
  Object.assign(Reflect, { defineMetadata, getMetadata: metadata, getOwnMetadata: ownMetadata })
}
