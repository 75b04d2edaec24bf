import { bodyType } from './body.ts'
import * as collections from './collections.ts'
import * as context from './context.ts'
import { convertType } from './convert.ts'
import type { NetType } from './define.ts'
import { enums } from './enums.ts'
import * as json from './json.ts'
import * as linq from './linq.ts'
import { mathType, numberTypes } from './numbers.ts'
import { boolType, enumType, objectType, typeType, valueType } from './object.ts'
import { charType, stringType } from './string.ts'
import { stringComparisonType } from './text-comparison.ts'

/** The tables of all types, a file for each subject. */
export const types: readonly NetType[] = [
  ...[objectType, valueType, typeType, enumType, boolType, stringType, charType],
  ...[stringComparisonType, convertType, mathType, bodyType],
  ...Object.values(collections),
  ...Object.values(context),
  ...Object.values(json),
  ...Object.values(linq),
  ...numberTypes,
  ...enums,
]
