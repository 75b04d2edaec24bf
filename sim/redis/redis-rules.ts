import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { Problem } from '../../ledger/errors.ts'
import type { Scenario } from '../../scenarios/schema.ts'
import { worldErrorCodes, worldProblem } from '../errors.ts'

/** What keeps a Redis of the scenario's own from being started; `searched` is a PATH. */
export function redisProblems(
  { redis, gateway, counters, faults }: Scenario,
  searched = process.env.PATH ?? '',
): readonly Problem[] {
  if (redis === undefined) return counters === 'redis' ? [countersWithoutRedis()] : []
  const problems: Problem[] = counters === 'redis' ? [...faultsOfPeers(faults)] : []
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

function countersWithoutRedis(): Problem {
  return worldProblem({
    code: worldErrorCodes.countersWithoutRedis,
    where: 'counters',
    what: 'counters are to meet in Redis, and the world has none',
    why: 'instances meet in the Redis that is started in their region',
    fix: 'add redis: {}, or take out counters',
  })
}

/** Harms of what peers tell each other; faults may stand within others. */
const ofPeers = /"kind":"(counter-(?:partition|delay|duplicate|jam|loss|reorder))"/

function faultsOfPeers(faults: Scenario['faults']): readonly Problem[] {
  return faults.flatMap((fault, index) => {
    const kind = ofPeers.exec(JSON.stringify(fault))?.[1]
    if (kind === undefined) return []
    return worldProblem({
      code: worldErrorCodes.faultOfPeers,
      where: `faults[${index}]`,
      what: `${kind} harms what peers tell each other`,
      why: 'the counters of this world meet in Redis',
      fix: 'harm the Redis (redis-down, redis-slow, redis-failover, redis-lost-data), or take out counters',
    })
  })
}
