import type { Problem } from '../ledger/errors.ts'
import { scenarioErrorCodes, scenarioProblem } from './errors.ts'
import type { FieldPath } from './field-path.ts'
import type { PlaceOf } from './issue-problems.ts'
import { answerBytesMaxUnlessSaid, type Population } from './schema/populations.ts'
import type { Scenario } from './schema.ts'

type Beyond = { readonly path: FieldPath; readonly what: string }

/** What a load by k6 asks for that only the native engine does, each at its place. */
export function k6Problems({ load, faults }: Scenario, placeOf: PlaceOf): readonly Problem[] {
  if (load.k6 === undefined) return []
  const populations = load.populations ?? []
  const beyond = [
    ...faults.flatMap(({ kind = '' }, index) =>
      kind.startsWith('client-')
        ? [{ path: ['faults', index], what: `${kind} cannot be done with k6` }]
        : [],
    ),
    ...populations.flatMap((population, index) =>
      habitsBeyond(population).map((habit) => ({
        path: ['load', 'populations', index, habit],
        what: `k6 knows no ${habit} of a population`,
      })),
    ),
    ...keepAliveBeyond(populations),
    ...(load.sessions === undefined
      ? []
      : [{ path: ['load', 'sessions'], what: 'k6 knows no sessions: its script has the steps' }]),
    ...(load.trace === undefined
      ? []
      : [{ path: ['load', 'trace'], what: 'k6 cannot play a log again' }]),
    ...(load.generators === 1 ? [] : [{ path: ['load', 'generators'], what: 'k6 is one process' }]),
  ]
  return beyond.map(({ path, what }) =>
    scenarioProblem({
      code: scenarioErrorCodes.k6Cannot,
      where: placeOf(path),
      what,
      why: 'clients are virtual users of k6, and do what its script says',
      fix: 'leave it out, or let the native engine make the load (--engine native)',
    }),
  )
}

/** What a population may say that a script does itself, or not at all. */
function habitsBeyond(population: Population): readonly (keyof Population)[] {
  const { retry, answerBytesMax } = population
  const habits = ['credentials', 'connectionMaxAgeS', 'connectionMaxRequests'] as const
  return [
    ...(retry === undefined || retry.policy === 'none' ? [] : ['retry' as const]),
    ...habits.filter((habit) => population[habit] !== undefined),
    ...(answerBytesMax === answerBytesMaxUnlessSaid ? [] : ['answerBytesMax' as const]),
  ]
}

/** It is an option of the whole run of k6. */
function keepAliveBeyond(populations: readonly Population[]): readonly Beyond[] {
  const index = populations.findIndex(({ keepAlive }) => keepAlive !== populations[0]?.keepAlive)
  if (index < 0) return []
  const what = 'k6 keeps the connections of all populations, or of none'
  return [{ path: ['load', 'populations', index, 'keepAlive'], what }]
}
