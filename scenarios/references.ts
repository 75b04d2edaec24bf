import type { Problem } from '../ledger/errors.ts'
import { scenarioErrorCodes, scenarioProblem } from './errors.ts'
import type { FieldPath } from './field-path.ts'
import type { PlaceOf } from './issue-problems.ts'
import { k6Problems } from './k6-problems.ts'
import { nearestOf } from './nearest.ts'
import { regionalBackendOf } from './schema/backends.ts'
import type { Scenario } from './schema.ts'

/** The name by which `gateway.hosts` reaches the scenario's identity provider. */
export const identityName = 'identity'

/** Names within a scenario that stand for something it does not have. */
export function referenceProblems(scenario: Scenario, placeOf: PlaceOf): readonly Problem[] {
  return [
    ...hostProblems(scenario, placeOf),
    ...k6Problems(scenario, placeOf),
    ...(scenario.load.operations ?? []).flatMap(({ token, name }, index) =>
      token ? tokenProblems(scenario, name, ['load', 'operations', index], placeOf) : [],
    ),
    ...(scenario.load.sessions ?? []).flatMap(({ steps }, session) =>
      steps.flatMap(({ token, name }, index) => {
        const path = ['load', 'sessions', session, 'steps', index]
        return token ? tokenProblems(scenario, name, path, placeOf) : []
      }),
    ),
    ...(scenario.load.populations ?? []).flatMap(({ credentials, name }, index) =>
      credentials?.token === undefined || scenario.identity !== undefined
        ? []
        : withoutIdentity(name, placeOf(['load', 'populations', index, 'credentials', 'token'])),
    ),
  ]
}

function hostProblems(scenario: Scenario, placeOf: PlaceOf): Problem[] {
  const { gateway, backends, identity, topology } = scenario
  const regional = Object.entries(backends).flatMap(([name, traits]) =>
    traits.regional
      ? Object.keys(topology.regions).map((region) => regionalBackendOf(name, region))
      : [],
  )
  const known = [
    ...Object.keys(backends),
    ...regional,
    ...(identity === undefined ? [] : [identityName]),
  ]
  return Object.entries(gateway.hosts)
    .filter(([, target]) => !known.includes(target))
    .map(([host, target]) =>
      scenarioProblem({
        code: scenarioErrorCodes.unknownName,
        where: placeOf(['gateway', 'hosts', host]),
        what: `${target} is no backend`,
        why: known.length === 0 ? 'the scenario has none' : `there are ${known.join(', ')}`,
        fix:
          target === identityName
            ? 'add identity: { issuer: ... } to the scenario'
            : `write ${nearestOf(target, known) ?? 'one of these'}, or add it to backends`,
      }),
    )
}

function withoutIdentity(population: string, where: string): Problem[] {
  return [
    scenarioProblem({
      code: scenarioErrorCodes.unknownName,
      where,
      what: `clients of ${population} have a token that nobody mints`,
      why: 'the scenario has no identity',
      fix: 'add identity: { issuer }',
    }),
  ]
}

function tokenProblems(
  { identity, load }: Scenario,
  name: string,
  path: FieldPath,
  placeOf: PlaceOf,
): Problem[] {
  const own = load.populations?.every(({ credentials }) => credentials?.token !== undefined)
  const missing = [
    ...(identity === undefined ? ['identity'] : []),
    ...(load.token === undefined && own !== true ? ['load.token'] : []),
  ]
  if (missing.length === 0) return []
  return [
    scenarioProblem({
      code: scenarioErrorCodes.unknownName,
      where: placeOf([...path, 'token']),
      what: `${name} needs a token that nobody mints`,
      why: `the scenario has no ${missing.join(' and no ')}`,
      fix: 'add identity: { issuer } and load.token: { audience, claims }',
    }),
  ]
}
