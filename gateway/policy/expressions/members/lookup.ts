import { basesOf } from '../runtime/hierarchy.ts'
import type { Member, NetType, Setter } from './define.ts'
import { types } from './registry.ts'

/** Types by name. */
const byName: ReadonlyMap<string, NetType> = new Map(types.map((type) => [type.name, type]))

export function typeNamed(name: string): NetType | undefined {
  return byName.get(name)
}

/** The type and all that it derives from, nearest first, `object` last. */
const chains = new Map<string, readonly NetType[]>()

export function chainOf(name: string): readonly NetType[] {
  const known = chains.get(name)
  if (known !== undefined) return known
  const chain: NetType[] = []
  const visit = (at: string) => {
    const type = byName.get(at)
    if (type !== undefined && !chain.includes(type)) chain.push(type)
    // Interfaces without members of their own have no table.
    basesOf(at).forEach(visit)
  }
  visit(name)
  if (name !== 'object') visit('object')
  chains.set(name, chain)
  return chain
}

export function propertyOf(type: string, name: string): Member | undefined {
  return chainOf(type)
    .find(({ properties }) => properties.has(name))
    ?.properties.get(name)
}

/** Overloads of a static method: the type's own, else those of what it derives from. */
export function staticMethodsOf(type: string, name: string): readonly Member[] | undefined {
  return chainOf(type)
    .find(({ staticMethods }) => staticMethods.has(name))
    ?.staticMethods.get(name)
}

/** All overloads, those of the type itself first. */
export function methodsOf(type: string, name: string): readonly Member[] {
  return chainOf(type).flatMap(({ methods }) => methods.get(name) ?? [])
}

export function indexersOf(type: string): readonly Member[] {
  return chainOf(type).flatMap(({ indexers }) => indexers)
}

export function setterOf(type: string, name: string): Setter | undefined {
  return chainOf(type)
    .find(({ setters }) => setters.has(name))
    ?.setters.get(name)
}

const allMethods = new Set(types.flatMap(({ methods }) => [...methods.keys()]))
const allProperties = new Set(types.flatMap(({ properties }) => [...properties.keys()]))

/** True when some type has such a member: whether this one has is seen when it runs. */
export function isKnownSomewhere(name: string, isMethod: boolean): boolean {
  // A property may hold a function, and a method group may be named without a call.
  return allMethods.has(name) || (!isMethod && allProperties.has(name))
}
