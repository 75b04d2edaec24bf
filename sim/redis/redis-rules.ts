import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { Problem } from '../../ledger/errors.ts'
import type { Scenario } from '../../scenarios/schema.ts'
import { worldErrorCodes, worldProblem } from '../errors.ts'

/** What keeps a Redis of the scenario's own from being started; `searched` is a PATH. */
export function redisProblems(
  { redis, gateway }: Scenario,
  searched = process.env.PATH ?? '',
): readonly Problem[] {
  if (redis === undefined) return []
  const problems: Problem[] = []
  if (gateway.externalCache !== undefined) {
    problems.push(
      worldProblem({
        code: worldErrorCodes.redisTwice,
        where: 'gateway.externalCache',
        what: 'the world has a Redis of its own',
        why: 'an instance has one external cache, and redis starts it in each region',
        fix: 'take out gateway.externalCache, or redis',
      }),
    )
  }
  if (!searched.split(delimiter).some(hasServer)) {
    problems.push(
      worldProblem({
        code: worldErrorCodes.redisMissing,
        where: 'redis',
        what: 'there is no redis-server to start',
        why: 'it is looked for on PATH',
        fix: 'install it (apt-get install redis-server, brew install redis), or take out redis',
      }),
    )
  }
  return problems
}

function hasServer(folder: string): boolean {
  try {
    accessSync(join(folder, 'redis-server'), constants.X_OK)
    return true
  } catch {
    return false
  }
}
