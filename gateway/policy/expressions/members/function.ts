import { NetFunction } from '../values/function.ts'
import { defineType } from './define.ts'
import { objectKind, rest } from './kind.ts'
import { any, dynamic } from './kinds.ts'

/** Lambdas, local functions and method groups. */
export const functionType = defineType('Func', objectKind(NetFunction, 'Func')).method(
  'Invoke',
  [rest(any)],
  dynamic,
  (self, [args]) => self.call(...args),
)
