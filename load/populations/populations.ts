import type { NoticeEvent } from '../../ledger/child.ts'
import type { ClockUs } from '../../ledger/clock.ts'
import type { LaunchedPopulation, LoadLaunch } from '../../ledger/launch/load.ts'
import { wholeShare } from '../../ledger/share.ts'
import type { Wear } from '../engines/native/connection.ts'
import { Pool } from '../engines/native/pool.ts'
import { keyedRandom } from '../keyed-random.ts'
import { randomOf, streamOf } from '../random.ts'
import { Tokens } from '../tokens.ts'
import { putQuestion } from './question.ts'
import { Resolver } from './resolver.ts'
import { RetryPolicy } from './retry-policy.ts'
import { fixedWay, type Way } from './way.ts'

/** Clients who behave alike, with their connections. */
export type Population = {
  readonly name: string
  readonly pool: Pool
  readonly way: Way
  /** An answer that goes on beyond that is given up. */
  readonly answerBytesMax: number
  /** Absent: its clients never try again. */
  readonly retry: RetryPolicy | undefined
  /** For operations that need one; several populations may have the same. Absent: nobody mints any. */
  readonly tokens: Tokens | undefined
}

export type PopulationsOptions = {
  readonly launch: LoadLaunch
  readonly clock: ClockUs
  say(event: NoticeEvent): void
}

/** The populations that a launch tells of, in its order. */
export function launchedPopulations(
  launch: Pick<LoadLaunch, 'population' | 'populations' | 'connections' | 'target'>,
): readonly LaunchedPopulation[] {
  const { population: name, connections, target } = launch
  return launch.populations ?? [{ name, connections, target, share: 1, keepAlive: true }]
}

/** Opens nothing yet. Idle connections to where a population is no longer sent are closed. */
export function populationsOf({ launch, clock, say }: PopulationsOptions): readonly Population[] {
  const { connectTimeoutMs } = launch
  const shared = launch.tokens && tokensOf(launch.tokens, 'all', launch)
  return launchedPopulations(launch).map((launched) => {
    const { name, connections, keepAlive, target, resolver } = launched
    const way =
      resolver === undefined
        ? fixedWay(target ?? launch.target)
        : new Resolver({
            resolver,
            clock,
            question: () => putQuestion(resolver),
            onChange(region, answer) {
              pool.leaveStale()
              const told = region === undefined ? {} : { region }
              const detail = { population: name, status: answer?.status ?? 'no answer' }
              say({ atUs: clock(), kind: 'dns-changed', ...told, detail })
            },
          })
    const wear = wearOf(launched, launch.seed, clock)
    const pool = new Pool(connections, { way, connectTimeoutMs, keepAlive, wear })
    const { answerBytesMax = Number.POSITIVE_INFINITY } = launched
    const tokens = launched.tokens === undefined ? shared : tokensOf(launched.tokens, name, launch)
    return { name, pool, way, answerBytesMax, retry: retryOf(launched, launch, clock()), tokens }
  })
}

function wearOf(
  { name, connectionMaxAgeMs, connectionMaxRequests }: LaunchedPopulation,
  seed: number,
  clock: ClockUs,
): Wear | undefined {
  if (connectionMaxAgeMs === undefined && connectionMaxRequests === undefined) return undefined
  const random = randomOf(seed, `connection-age-${name}`)
  const maxAgeUs = (connectionMaxAgeMs ?? Number.POSITIVE_INFINITY) * 1_000
  return {
    maxRequests: connectionMaxRequests ?? Number.POSITIVE_INFINITY,
    maxAgeUs: () => maxAgeUs * (0.9 + 0.2 * random()),
    clock,
  }
}

/** Each once, whoever has it. */
export function tokensIn(populations: readonly Population[]): readonly Tokens[] {
  return [...new Set(populations.flatMap(({ tokens }) => tokens ?? []))]
}

function tokensOf(
  source: NonNullable<LoadLaunch['tokens']>,
  name: string,
  { seed, share = wholeShare }: Pick<LoadLaunch, 'seed' | 'share'>,
): Tokens {
  return new Tokens(source, randomOf(seed, streamOf(`tokens-${name}`, share)))
}

function retryOf(
  { name, retry }: LaunchedPopulation,
  { seed, share = wholeShare }: Pick<LoadLaunch, 'seed' | 'share'>,
  nowUs: number,
): RetryPolicy | undefined {
  if (retry === undefined || retry.policy === 'none') return undefined
  const { budget } = retry
  // What several generators have together; requests fill it in each by their share anyway.
  const part = budget && {
    ...budget,
    minPerS: budget.minPerS / share.of,
    burst: Math.max(1, budget.burst / share.of),
  }
  return new RetryPolicy({ ...retry, budget: part }, keyedRandom(seed, `retry-${name}`), nowUs)
}
