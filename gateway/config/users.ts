import { z } from 'zod'
import type { SubscriptionOwner } from '../../ledger/revision.ts'
import { optionalText, readJson, readProperties, type Source } from './information.ts'
import { lastSegmentOf } from './resource-id.ts'

const userProperties = z.looseObject({
  email: optionalText,
  firstName: optionalText,
  lastName: optionalText,
  note: optionalText,
  registrationDate: optionalText,
})
const groupProperties = z.looseObject({ displayName: optionalText })
const links = z.array(z.looseObject({ name: optionalText, id: optionalText }))

/** What the service has without anybody adding it. Source: APIM, create and use groups. */
const builtInGroups: Readonly<Record<string, string>> = {
  administrators: 'Administrators',
  developers: 'Developers',
  guests: 'Guests',
}

/**
 * The user that an owner's id names, with their groups: from `users/<id>/userInformation.json` and
 * `users/<id>/groups.json`, or a folder `groups/<group>` inside. Without such files, which no
 * extractor writes, it is a developer of whom only the id is known.
 */
export function readOwner(source: Source, ownerId: string): SubscriptionOwner {
  const id = lastSegmentOf(ownerId)
  const folder = `users/${id}`
  const read = readProperties(source, `${folder}/userInformation.json`, userProperties)
  const list = readJson(source, `${folder}/groups.json`, links) ?? []
  const named = list.map(({ name, id: link }) => name ?? lastSegmentOf(link ?? ''))
  // Whoever has signed in is one.
  const ids = new Set(['developers', ...named, ...source.artifacts.foldersIn(`${folder}/groups`)])
  return {
    id,
    email: read?.email,
    firstName: read?.firstName,
    lastName: read?.lastName,
    note: read?.note,
    registeredAt: read?.registrationDate,
    groups: [...ids].map((group) => ({ id: group, name: nameOfGroup(source, group) })),
  }
}

function nameOfGroup(source: Source, id: string): string {
  const path = `groups/${id}/groupInformation.json`
  const read = readProperties(source, path, groupProperties)
  return read?.displayName ?? builtInGroups[id] ?? id
}
