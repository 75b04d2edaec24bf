import type { XmlElement } from '../gateway/policy/xml/element.ts'
import type { Operation } from '../ledger/revision.ts'
import { effectivePolicies } from './effective-policies.ts'
import { allIn, attributeOf, type Policy, policiesNamed } from './policies-in.ts'
import type { Configuration, Subject } from './subject.ts'

/** Every retry that calls a backend again. */
export function backendRetries(subject: Subject): readonly Policy[] {
  return policiesNamed(subject, 'retry').filter(({ element }) => forwardIn(element) !== undefined)
}

export function forwardIn(retry: XmlElement): XmlElement | undefined {
  return allIn(retry).find(({ name }) => name === 'forward-request')
}

/**
 * Methods that may come to a retry. Undefined where nothing says which, or where the policies
 * themselves look at the method.
 */
export function methodsThatRetry(policy: Policy, subject: Subject): readonly string[] | undefined {
  if (looksAtMethod(policy)) return undefined
  const { configuration } = subject
  if (configuration === undefined) return undefined
  const { owner } = policy.in
  if (owner.scope === 'operation') {
    const api = configuration.content.apis.find(({ id }) => id === owner.apiId)
    const own = api?.operations.find(({ id }) => id === owner.operationId)
    return own === undefined ? undefined : [own.method]
  }
  return [...new Set(operationsThatRun(policy, configuration).map(({ method }) => method))]
}

/** Whether it, or what it stands in, asks for the method of the request. */
export function looksAtMethod({ element, ancestors }: Policy): boolean {
  return [element, ...ancestors].some((outer) =>
    (attributeOf(outer, 'condition') ?? '').includes('Request.Method'),
  )
}

function operationsThatRun(
  { element, in: { owner } }: Policy,
  configuration: Configuration,
): readonly Operation[] {
  const apis = configuration.content.apis.filter(
    ({ id, isCurrent }) => isCurrent && (owner.scope !== 'api' || owner.apiId === id),
  )
  return apis.flatMap((api) => {
    const reaches = (operation?: Operation) =>
      effectivePolicies(configuration, { api, operation }, 'backend').some(
        (reached) => reached.element === element,
      )
    const isShared = reaches()
    return api.operations.filter((operation) =>
      operation.policy === undefined ? isShared : reaches(operation),
    )
  })
}
