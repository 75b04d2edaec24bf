import { parseDate } from '../runtime/date-parse.ts'
import { NetQuery } from '../values/collection.ts'
import { GroupView, UserView } from '../values/exchange.ts'
import { NetDateTime } from '../values/time.ts'
import { defineType } from './define.ts'
import { objectKind } from './kind.ts'
import { date, dynamic, text, textOrNull } from './kinds.ts'

export const userType = defineType('IUser', objectKind(UserView, 'IUser'))
  .property('Email', textOrNull, ({ source }) => source.email)
  .property('FirstName', textOrNull, ({ source }) => source.firstName)
  .property(
    'Groups',
    dynamic,
    ({ source }) => new NetQuery(source.groups.map((group) => new GroupView(group))),
  )
  .property('Id', text, ({ source }) => source.id)
  // Nobody signs in to a portal here.
  .property('Identities', dynamic, () => new NetQuery([]))
  .property('LastName', textOrNull, ({ source }) => source.lastName)
  .property('Note', textOrNull, ({ source }) => source.note)
  .property(
    'RegistrationDate',
    date,
    ({ source }) => parseDate(source.registeredAt ?? '') ?? new NetDateTime(0n, 'Utc'),
  )

export const groupEntityType = defineType('IGroup', objectKind(GroupView, 'IGroup'))
  .property('Id', text, ({ source }) => source.id)
  .property('Name', text, ({ source }) => source.name)
