import type { Api } from '../../ledger/revision.ts'
import type { PolicyLoad } from './define-policy.ts'

/** The API that a document of it or of its operations is of; undefined for broader scopes. */
export function ownerApiOf({ scope, owner, content }: PolicyLoad): Api | undefined {
  if (scope !== 'api' && scope !== 'operation') return undefined
  return content.apis.find(({ id }) => owner === id || owner.startsWith(`${id}/`))
}
