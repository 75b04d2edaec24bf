import type { BackendEntity, CircuitBreaker } from '../../ledger/revision.ts'
import { proxyOf } from '../backends/proxy.ts'
import { knownErrorReasons, tripsEver } from './circuit-breaker.ts'
import type { ArtifactProblem } from './errors.ts'
import type { Source } from './information.ts'
import { placeOfField } from './parse-document.ts'

/** An entity with what its file says beside what is run. */
export type ReadBackend = {
  readonly entity: BackendEntity
  readonly rules: readonly CircuitBreaker[]
}

// Source: APIM, backends, limitations of load-balanced pools.
const membersMax = 30

/** Says what the service would refuse about backends, and what would surprise. */
export function checkBackends(source: Source, backends: readonly ReadBackend[]): void {
  const entities = new Map(backends.map(({ entity }) => [entity.id, entity]))
  for (const { entity, rules } of backends) {
    if (entity.kind === 'pool') checkPool(source, entity, entities)
    else checkAddress(source, entity)
    checkBreaker(source, entity.id, rules)
    checkProxy(source, entity)
  }
}

function checkProxy(source: Source, { id, proxy }: BackendEntity): void {
  if (proxy === undefined || proxyOf(proxy.url) !== undefined) return
  source.findings.warn({
    code: 'ARTIFACTS_BACKEND_PROXY',
    where: placeIn(source, id, 'proxy'),
    what: `backend ${id} names the proxy ${proxy.url}, and is called without it`,
    why: 'a proxy has an http URL',
    fix: 'write http://host:port, or take the proxy out',
  })
}

function checkAddress({ artifacts, findings }: Source, { id, url }: BackendEntity): void {
  if (url !== undefined) return
  findings.warn({
    code: 'ARTIFACTS_BACKEND_WITHOUT_URL',
    where: artifacts.placeOf(fileOf(id)),
    what: `backend ${id} has no url`,
    why: 'a request that a policy sends there would have nowhere to go',
    fix: 'set properties.url',
  })
}

function checkPool(
  source: Source,
  { id, members }: BackendEntity,
  entities: ReadonlyMap<string, BackendEntity>,
): void {
  const { findings } = source
  const refuse = (what: string, why: string, fix: string, ...field: PropertyKey[]) =>
    findings.error({
      code: 'ARTIFACTS_POOL_MEMBERS',
      where: placeIn(source, id, 'pool', 'services', ...field),
      what,
      why,
      fix,
    })
  if (members.length === 0) {
    refuse(`pool ${id} has no members`, 'a pool calls one of them', 'name backends, or delete it')
  }
  if (members.length > membersMax) {
    const why = `a pool has at most ${membersMax}`
    refuse(`pool ${id} has ${members.length} members`, why, 'spread them over several pools')
  }
  for (const [index, member] of members.entries()) {
    const found = entities.get(member.id)
    if (found === undefined) {
      findings.warn({
        code: 'ARTIFACTS_UNKNOWN_REFERENCE',
        where: placeIn(source, id, 'pool', 'services', index),
        what: `pool ${id} names backend ${member.id}, which is not in the folder`,
        why: `the backends are ${[...entities.keys()].join(', ')}`,
        fix: `extract backends/${member.id}, or take it out of the pool`,
      })
    } else if (found.kind === 'pool') {
      const why = 'the members of a pool are single backends'
      refuse(`pool ${id} holds pool ${member.id}`, why, 'name the members of that pool', index)
    }
  }
}

function checkBreaker(source: Source, id: string, rules: readonly CircuitBreaker[]): void {
  const warn = (index: number, problem: Pick<ArtifactProblem, 'what' | 'why' | 'fix'>) =>
    source.findings.warn({
      code: 'ARTIFACTS_BREAKER_RULES',
      where: placeIn(source, id, 'circuitBreaker', 'rules', index),
      ...problem,
    })
  const [first] = rules
  if (first === undefined) return
  if (rules.length > 1) {
    warn(1, {
      what: `the circuit breaker of backend ${id} has ${rules.length} rules`,
      why: 'the service goes by one rule for a backend, here the first',
      fix: 'put the conditions into one rule',
    })
  }
  if (!tripsEver(first)) {
    warn(0, {
      what: `the circuit breaker of backend ${id} never opens`,
      why: 'its rule has no count or percentage, or names no failure',
      fix: 'set count, and statusCodeRanges or errorReasons, in failureCondition',
    })
  }
  const unknown = first.errorReasons.filter((text) => !knownErrorReasons.has(text.toLowerCase()))
  if (unknown.length > 0) {
    warn(0, {
      what: `the circuit breaker of backend ${id} waits for ${unknown.join(', ')}`,
      why: 'no call to a backend ends with such a reason here',
      fix: 'use BackendConnectionFailure, Timeout or Server errors',
    })
  }
}

const fileOf = (id: string) => `backends/${id}/backendInformation.json`

/** `file:line:column` of a field below `properties`. */
function placeIn({ artifacts }: Source, id: string, ...field: readonly PropertyKey[]): string {
  const path = fileOf(id)
  const text = artifacts.texts.get(path) ?? ''
  return `${artifacts.placeOf(path)}:${placeOfField(text, ['properties', ...field])}`
}
