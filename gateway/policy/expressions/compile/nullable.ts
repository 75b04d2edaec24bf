import { raise, raiseNullReference } from '../error.ts'
import { defaultOfName } from '../runtime/cast.ts'
import type { Value } from '../value.ts'

/**
 * A member of an `int?` or another nullable value that is null: unlike a reference it has some.
 * Source: .NET, System.Nullable.
 */
export function memberOfNoValue(type: string, name: string, args: readonly Value[]): Value {
  switch (name) {
    case 'HasValue':
      return false
    case 'GetValueOrDefault':
      return args[0] ?? defaultOfName(type)
    case 'ToString':
      return ''
    case 'GetHashCode':
      return 0
    case 'Equals':
      return args[0] === null
    case 'Value':
      return raise('InvalidOperationException', 'Nullable object must have a value.')
    default:
      return raiseNullReference()
  }
}
