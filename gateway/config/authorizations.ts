import { z } from 'zod'
import type { Authorization } from '../../ledger/entities.ts'
import type { NamedValue } from '../../ledger/revision.ts'
import { optionalText, readProperties, type Source } from './information.ts'
import { resolveNamedValues } from './named-values.ts'

const grant = z
  .looseObject({
    clientId: optionalText,
    clientSecret: optionalText,
    scopes: optionalText,
    resourceUri: optionalText,
    loginUri: optionalText,
    tenantId: optionalText,
    tokenUrl: optionalText,
  })
  .nullish()
  .transform((read) => read ?? undefined)

const providerProperties = z.looseObject({
  identityProvider: optionalText,
  oauth2: z
    .looseObject({
      grantTypes: z.looseObject({ authorizationCode: grant, clientCredentials: grant }).nullish(),
    })
    .nullish(),
})

const authorizationProperties = z.looseObject({
  oauth2grantType: optionalText,
  parameters: grant,
})

type Grant = z.output<typeof grant>
type Given = Partial<NonNullable<Grant>>

/**
 * `authorizationProviders/<provider>/authorizations/<authorization>`, in the shapes of the service.
 * No extractor writes them. A connection that a person has signed in for gets its tokens with the
 * client's credentials here, for nobody signs in to a drill.
 */
export function readAuthorizations(
  source: Source,
  namedValues: readonly NamedValue[],
): Authorization[] {
  const { artifacts } = source
  const root = 'authorizationProviders'
  return artifacts.foldersIn(root).flatMap((providerId) => {
    const folder = `${root}/${providerId}`
    const file = `${folder}/authorizationProviderInformation.json`
    const provider = readProperties(source, file, providerProperties)
    if (provider === undefined) return []
    const grants = provider.oauth2?.grantTypes
    const ofProvider = grants?.clientCredentials ?? grants?.authorizationCode
    return artifacts.foldersIn(`${folder}/authorizations`).flatMap((id): Authorization[] => {
      const path = `${folder}/authorizations/${id}/authorizationInformation.json`
      const read = readProperties(source, path, authorizationProperties)
      if (read === undefined) return []
      const given = { ...ofProvider, ...withoutAbsent(read.parameters) }
      const resolve = (text = '') => resolveNamedValues(text, namedValues)
      return [
        {
          providerId,
          id,
          tokenUrl: tokenUrlOf(provider.identityProvider, given),
          clientId: resolve(given.clientId),
          clientSecret: resolve(given.clientSecret),
          scope: resolve(given.scopes ?? defaultScopeOf(given)),
        },
      ]
    })
  })
}

function withoutAbsent(read: Grant): Given {
  return Object.fromEntries(Object.entries(read ?? {}).filter(([, value]) => value !== undefined))
}

/** Microsoft Entra says where it is by its host and tenant; others by a URL of their own. */
function tokenUrlOf(identityProvider: string | undefined, given: Given) {
  if (given.tokenUrl !== undefined) return given.tokenUrl
  if (identityProvider?.toLowerCase() !== 'aad') return undefined
  const { loginUri = 'https://login.microsoftonline.com', tenantId = 'common' } = given
  return `${loginUri.replace(/\/+$/, '')}/${tenantId}/oauth2/v2.0/token`
}

function defaultScopeOf({ resourceUri }: Given): string {
  return resourceUri === undefined ? '' : `${resourceUri.replace(/\/+$/, '')}/.default`
}
