import { raise, raiseCast, raiseNull } from '../error.ts'
import { fullNameOf } from '../runtime/type-of.ts'
import type { NetObject, Value } from '../value.ts'

/**
 * How a .NET type passes between expressions and the functions behind members: `from` gives the
 * function what it computes with, `to` turns its result back into a value.
 */
export type Kind<Raw> = {
  /** The type's name in the tables of members. */
  readonly name: string
  /** True when C# would convert the value without a cast. */
  accepts(value: Value): boolean
  from(value: Value): Raw
  to(raw: Raw): Value
}

export type Parameter<Raw> = Kind<Raw> & {
  readonly isOptional?: boolean
  readonly isRest?: boolean
  /** Needed only where callers name it. */
  readonly argument?: string
}

/** A parameter that may be left out: undefined then. */
export function optional<Raw>(kind: Kind<Raw>): Parameter<Raw | undefined> {
  return {
    name: kind.name,
    isOptional: true,
    accepts: (value) => kind.accepts(value),
    from: (value) => kind.from(value),
    to: (raw) => (raw === undefined ? null : kind.to(raw)),
  }
}

/** The same parameter, with the name that callers may give it. */
export function named<Raw>(argument: string, parameter: Parameter<Raw>): Parameter<Raw> {
  return { ...parameter, argument }
}

/** `params T[]`: every further argument, or one array of them. */
export function rest<Raw>(kind: Kind<Raw>): Parameter<readonly Raw[]> {
  return {
    name: kind.name,
    isRest: true,
    accepts: (value) => kind.accepts(value),
    // Each argument passes alone; the call collects them.
    from: (value) => [kind.from(value)],
    to: () => null,
  }
}

/** A reference type of our own; null is refused as .NET's methods do. */
export function objectKind<Raw extends NetObject>(
  type: abstract new (...args: never[]) => Raw,
  name: string,
): Kind<Raw> {
  return {
    name,
    accepts: (value) => value === null || value instanceof type,
    from(value) {
      if (value instanceof type) return value
      if (value === null) raiseNull(name)
      return raiseCast(fullNameOf(value), name)
    },
    to: (raw) => raw,
  }
}

/** The same kind where null is a value too, held as undefined. */
export function nullable<Raw>(kind: Kind<Raw>): Kind<Raw | undefined> {
  return {
    name: kind.name,
    accepts: (value) => value === null || kind.accepts(value),
    from: (value) => (value === null ? undefined : kind.from(value)),
    to: (raw) => (raw === undefined ? null : kind.to(raw)),
  }
}

/** The message of a call that no overload takes; C# would not have compiled it. */
export function raiseNoOverload(name: string, values: readonly Value[]): never {
  const given = values.map(fullNameOf).join(', ')
  raise('CompilationException', `No overload of '${name}' takes (${given}).`)
}
