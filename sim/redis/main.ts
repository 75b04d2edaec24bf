import { z } from 'zod'
import { parentOf } from '../../ledger/child.ts'
import { clockSince } from '../../ledger/clock.ts'
import { defineHarm, harmsOn } from '../../ledger/harms.ts'
import { redisLaunchSchema } from '../../ledger/launch/redis.ts'
import { processHarms } from '../../ledger/process-harms.ts'
import { realClock } from '../clock.ts'
import { RedisPair } from './redis-pair.ts'

/* The process of the Redis of a region. Its servers die with it, however it dies. */

const { launch, notify, onCommand } = await parentOf(redisLaunchSchema)
const { region } = launch
const clock = realClock(clockSince(BigInt(launch.epochNs)))
const pair = await RedisPair.open({ ...launch, clock }).catch((error: unknown) => {
  notify({ say: 'failed', problem: String(error) })
  return process.exit(1)
})
const kinds = {
  ...processHarms(clock),
  'redis-failover': defineHarm({
    params: z.strictObject({ outageMs: z.number().nonnegative() }),
    async apply({ outageMs }) {
      const { done } = await pair.failOver(outageMs)
      // Whoever undoes the harm hears of a failure.
      done.catch(() => undefined)
      return () => done
    },
  }),
  'redis-lost-data': defineHarm({
    params: z.strictObject({}),
    async apply() {
      await pair.loseData()
      return () => undefined
    },
  }),
}
const harms = harmsOn(clock, kinds, (event) =>
  notify({ say: 'event', event: { ...event, region } }),
)
onCommand((command) => {
  if (command.do === 'redis') return pair.status()
  return harms.obey(command)
})
notify({ say: 'ready', ports: { redis: pair.port } })
