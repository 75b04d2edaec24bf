import { spendWork } from '../budget.ts'
import { raiseCast, raiseNull } from '../error.ts'
import { enumOf } from '../runtime/enums.ts'
import { itemsOf, tryItems } from '../runtime/iterate.ts'
import { toJson } from '../runtime/json-of.ts'
import {
  castNumber,
  isNumeric,
  type Numeric,
  numberOf,
  rankOf,
  ranks,
  toDecimal,
} from '../runtime/number.ts'
import { fullNameOf } from '../runtime/type-of.ts'
import type { Value } from '../value.ts'
import { NetArray, NetBytes, NetList, NetQuery } from '../values/collection.ts'
import type { NetDecimal } from '../values/decimal.ts'
import { NetFunction, OutReference } from '../values/function.ts'
import { JToken } from '../values/json.ts'
import { charOf, NetChar, NetEnum, NetNumber } from '../values/number.ts'
import { NetDateTime, NetDateTimeOffset, NetTimeSpan } from '../values/time.ts'
import { type Kind, nullable, objectKind } from './kind.ts'

const same = (value: Value): Value => value

/** Anything, null included. */
export const any: Kind<Value> = { name: 'object', accepts: () => true, from: same, to: same }

/** A result whose type only the call knows. */
export const dynamic: Kind<Value> = { ...any, name: '' }

/** A result of the call's type argument. */
export const typeArgument: Kind<Value> = { ...any, name: 'T' }

export const text: Kind<string> = {
  name: 'string',
  accepts: (value) => typeof value === 'string' || value === null,
  from(value) {
    if (typeof value !== 'string') {
      return value === null ? raiseNull('value') : raiseCast(fullNameOf(value), 'System.String')
    }
    // Nearly all members of texts read all of it.
    spendWork(value.length)
    return value
  },
  to: (raw) => raw,
}

export const textOrNull = nullable(text)

export const bool: Kind<boolean> = {
  name: 'bool',
  accepts: (value) => typeof value === 'boolean',
  from: (value) =>
    typeof value === 'boolean' ? value : raiseCast(fullNameOf(value), 'System.Boolean'),
  to: (raw) => raw,
}

function numberKind<Raw>(
  name: string,
  highest: number,
  from: (value: Numeric) => Raw,
  to: (raw: Raw) => Value,
): Kind<Raw> {
  return {
    name,
    accepts: (value) => isNumeric(value) && rankOf(value) <= highest,
    from: (value) => (isNumeric(value) ? from(value) : raiseCast(fullNameOf(value), name)),
    to,
  }
}

export const int = numberKind('int', ranks.int, numberOf, (raw) => raw | 0)

export const long = numberKind(
  'long',
  ranks.long,
  (value) => {
    const cast = castNumber('long', value)
    return typeof cast === 'bigint' ? cast : 0n
  },
  (raw: bigint) => BigInt.asIntN(64, raw),
)

export const double = numberKind(
  'double',
  ranks.double,
  numberOf,
  (raw) => new NetNumber('double', raw),
)

export const decimal: Kind<NetDecimal> = {
  name: 'decimal',
  accepts: (value) =>
    isNumeric(value) && rankOf(value) !== ranks.double && rankOf(value) !== ranks.float,
  from: (value) => (isNumeric(value) ? toDecimal(value) : raiseCast(fullNameOf(value), 'decimal')),
  to: (raw) => raw,
}

/** A code of a character. */
export const char: Kind<number> = {
  name: 'char',
  accepts: (value) => value instanceof NetChar,
  from: (value) =>
    value instanceof NetChar ? value.code : raiseCast(fullNameOf(value), 'System.Char'),
  to: (raw) => charOf(raw),
}

export const byte: Kind<number> = numberKind(
  'byte',
  ranks.int,
  numberOf,
  (raw) => new NetNumber('byte', raw & 0xff),
)

export const bytes: Kind<Buffer> = {
  name: 'byte[]',
  accepts: (value) => value === null || value instanceof NetBytes,
  from(value) {
    if (value instanceof NetBytes) return value.bytes
    // `new[] { (byte)1 }` is an array of numbers until somebody needs bytes.
    if (value instanceof NetArray) return Buffer.from(value.items.map(byte.from))
    return value === null ? raiseNull('bytes') : raiseCast(fullNameOf(value), 'System.Byte[]')
  },
  to: (raw) => new NetBytes(raw),
}

export const date = objectKind(NetDateTime, 'DateTime')
export const dateOffset = objectKind(NetDateTimeOffset, 'DateTimeOffset')
export const timeSpan = objectKind(NetTimeSpan, 'TimeSpan')

/** A lambda or function. */
export const func: Kind<(...args: Value[]) => Value> = {
  name: 'Func',
  accepts: (value) => value instanceof NetFunction,
  from: (value) => (value instanceof NetFunction ? value.call : raiseNull('function')),
  to: (raw) => new NetFunction(raw),
}

/** An `out` argument: called with what it shall hold. */
export const out: Kind<(value: Value) => void> = {
  name: 'out',
  accepts: (value) => value instanceof OutReference,
  from: (value) => (value instanceof OutReference ? value.set : raiseNull('out')),
  to: () => null,
}

/** Anything with items, read at once. */
export const sequence: Kind<readonly Value[]> = {
  name: 'IEnumerable',
  accepts: (value) => value !== null && tryItems(value) !== undefined,
  from(value) {
    const items = value === null ? raiseNull('source') : itemsOf(value)
    spendWork(items.length)
    return items
  },
  // Not copied: an ordering that follows finds the one before by the array itself.
  to: (raw) => new NetQuery(raw),
}

export const list: Kind<readonly Value[]> = {
  ...sequence,
  name: 'List',
  to: (raw) => new NetList([...raw]),
}

export const array: Kind<readonly Value[]> = {
  ...sequence,
  name: 'array',
  to: (raw) => new NetArray([...raw]),
}

export const texts: Kind<readonly string[]> = {
  name: 'array',
  accepts: (value) => sequence.accepts(value),
  from: (value) => sequence.from(value).map(text.from),
  to: (raw) => new NetArray([...raw], 'string'),
}

/** A token, or what C# turns into one by itself. */
export const token: Kind<JToken | undefined> = {
  name: 'JToken',
  accepts: () => true,
  from: (value) =>
    value === null || value instanceof JToken ? (value ?? undefined) : toJson(value),
  to: (raw) => raw ?? null,
}

/** Values of one enumeration, by its name. */
export function enumKind(name: string): Kind<number> {
  return {
    name,
    accepts: (value) => value instanceof NetEnum && value.netType === name,
    from: (value) => (value instanceof NetEnum ? value.value : raiseCast(fullNameOf(value), name)),
    to: (raw) => enumOf(name, raw),
  }
}
