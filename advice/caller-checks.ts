import type { Api, Product } from '../ledger/revision.ts'
import { effectivePolicies } from './effective-policies.ts'
import type { Configuration } from './subject.ts'

/** Policies that find out who calls, beyond a key that may be passed on. */
const identifying = ['validate-jwt', 'validate-azure-ad-token', 'validate-client-certificate']
/** What keeps others out in another way; an own check of the caller may be written with these. */
const restricting = ['ip-filter', 'check-header', 'get-authorization-context']

type Checks = { readonly identifies: boolean; readonly restricts: boolean }

/** How callers of an API are checked on the way that all of its operations share. */
export function callerChecksOf(configuration: Configuration, api: Api, product?: Product): Checks {
  const names = effectivePolicies(configuration, { api, product }, 'inbound').map(
    ({ element }) => element.name,
  )
  // A client certificate may be checked by an expression too.
  const texts = effectivePolicies(configuration, { api, product }, 'inbound').flatMap(
    ({ element }) => element.attributes.map(({ value }) => value),
  )
  const readsCertificate = texts.some((text) => text.includes('Request.Certificate'))
  const readsToken = texts.some((text) => /\.AsJwt\(|TryParseJwt\(|AsBasic\(/.test(text))
  return {
    identifies: names.some((name) => identifying.includes(name)) || readsCertificate,
    restricts: names.some((name) => restricting.includes(name)) || readsToken,
  }
}

/** Whether every operation of the API checks callers by itself. */
export function areOperationsChecked(configuration: Configuration, api: Api): boolean {
  if (api.operations.length === 0) return false
  return api.operations.every((operation) => {
    if (operation.policy === undefined) return false
    const reached = effectivePolicies(configuration, { api, operation }, 'inbound')
    return reached.some(({ element }) => identifying.includes(element.name))
  })
}
