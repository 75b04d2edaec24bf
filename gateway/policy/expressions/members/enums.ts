import { enumMembers, enumNames } from '../runtime/enums.ts'
import type { Value } from '../value.ts'
import type { JTokenType } from '../values/json.ts'
import { NetEnum } from '../values/number.ts'
import { defineType, type NetType } from './define.ts'
import type { Kind } from './kind.ts'
import { enumKind } from './kinds.ts'

export const formatting = enumKind('Formatting')
export const regexOptions = enumKind('RegexOptions')
export const rounding = enumKind('MidpointRounding')
export const dateTimeKind = enumKind('DateTimeKind')
export const dayOfWeek = enumKind('DayOfWeek')
export const saveOptions = enumKind('SaveOptions')

export const jTokenType: Kind<NetEnum> = {
  name: 'JTokenType',
  accepts: (value) => value instanceof NetEnum,
  from: () => tokenTypeOf('Null'),
  to: (raw) => raw,
}

export function tokenTypeOf(name: JTokenType): NetEnum {
  return new NetEnum('JTokenType', name, enumMembers('JTokenType')?.[name] ?? 0)
}

/** An enumeration's table: its names. */
function defineEnum(name: string): NetType {
  const kind: Kind<Value> = { name, accepts: () => true, from: (value) => value, to: (raw) => raw }
  const type = defineType<unknown>(name, undefined)
  for (const [member, value] of Object.entries(enumMembers(name) ?? {})) {
    const one = new NetEnum(name, member, value)
    type.value(member, kind, () => one)
  }
  return type
}

export const enums = [...enumNames].map(defineEnum)
