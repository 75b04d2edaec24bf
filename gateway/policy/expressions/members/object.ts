import { raise, raiseNull } from '../error.ts'
import { compareValues, equalByReference, equalByValue } from '../runtime/equality.ts'
import { formatValue } from '../runtime/format.ts'
import { hashOf } from '../runtime/hash.ts'
import { toText } from '../runtime/text.ts'
import { fullNameOf, typeOf } from '../runtime/type-of.ts'
import type { Value } from '../value.ts'
import { NetException, NetTypeObject } from '../values/function.ts'
import { NetEnum } from '../values/number.ts'
import { defineType } from './define.ts'
import { objectKind, optional } from './kind.ts'
import { any, bool, dynamic, int, out, text, textOrNull } from './kinds.ts'

/** Members that every value has. */
export const objectType = defineType('object', any)
  .method('ToString', [], text, (self) => toText(self))
  .method('ToString', [optional(any), optional(any)], text, (self, [format]) =>
    formatValue(self, typeof format === 'string' ? format : ''),
  )
  .method('Equals', [any], bool, (self, [other]) => equalByValue(self, other))
  .method('GetHashCode', [], int, (self) => hashOf(self))
  .method('GetType', [], objectKind(NetTypeObject, 'Type'), (self) =>
    self === null ? raiseNull('this') : typeObjectOf(self),
  )
  // Nothing holds a resource, so closing it is nothing to do.
  .method('Dispose', [], dynamic, () => null)
  .static('Equals', [any, any], bool, ([left, right]) => equalByValue(left, right))
  .static('ReferenceEquals', [any, any], bool, ([left, right]) => equalByReference(left, right))

function typeObjectOf(self: Exclude<Value, null>): NetTypeObject {
  const name = self instanceof NetException ? self.type : typeOf(self)
  return new NetTypeObject(name, fullNameOf(self))
}

/** What numbers, dates and other values have, nullable ones included. */
export const valueType = defineType('ValueType', any)
  .property('HasValue', bool, () => true)
  .property('Value', dynamic, (self) => self)
  .method('GetValueOrDefault', [optional(any)], dynamic, (self) => self)
  .method('CompareTo', [any], int, (self, [other]) => compareValues(self, other))

export const typeType = defineType('Type', objectKind(NetTypeObject, 'Type'))
  .property('Name', text, ({ fullName }) => fullName.replace(/\[[^\]].*$/, '').replace(/^.*\./, ''))
  .property('FullName', text, ({ fullName }) => fullName)

export const enumType = defineType('Enum', objectKind(NetEnum, 'Enum')).method(
  'HasFlag',
  [objectKind(NetEnum, 'Enum')],
  bool,
  (self, [flag]) => (self.value & flag.value) === flag.value,
)

export const boolType = defineType('bool', bool)
  .value('TrueString', text, () => 'True')
  .value('FalseString', text, () => 'False')
  .static('Parse', [text], bool, ([value]) => parseBool(value) ?? raiseBool(value))
  .static('TryParse', [textOrNull, out], bool, ([value, set]) => {
    const parsed = parseBool(value ?? '')
    set(parsed ?? false)
    return parsed !== undefined
  })

/** `true` and `false` in any case, with space around them. */
export function parseBool(value: string): boolean | undefined {
  const word = value.trim().toLowerCase()
  return word === 'true' || word === 'false' ? word === 'true' : undefined
}

export function raiseBool(value: string): never {
  raise('FormatException', `String '${value}' was not recognized as a valid Boolean.`)
}
