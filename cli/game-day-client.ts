import { z } from 'zod'
import { GatedrillError, type Problem } from '../ledger/errors.ts'
import { nearestOf } from '../scenarios/nearest.ts'
import {
  type FaultStatus,
  faultStatusSchema,
  type GameDayStatus,
  healedSchema,
  type Inject,
  refusedSchema,
  statusSchema,
} from '../sim/game-day/protocol.ts'
import { type GameDayState, isDead, readStateFiles } from '../sim/game-day/state-file.ts'

/** A game day that is up, as another command reaches it. */
export type GameDay = {
  readonly state: GameDayState
  status(): Promise<GameDayStatus>
  faults(): Promise<readonly FaultStatus[]>
  inject(wanted: Inject): Promise<FaultStatus>
  heal(id: string): Promise<FaultStatus>
  healAll(): Promise<readonly FaultStatus[]>
  down(): Promise<void>
}

/**
 * The only game day that is up, or the one that `world` names (its scenario, or the begin of its
 * run id). A GatedrillError says what is up instead.
 */
export function findGameDay(world: string | undefined): GameDay {
  const up = readStateFiles()
    .map(({ state }) => state)
    .filter((state) => !isDead(state))
  const named = up.filter(
    ({ scenario, runId }) =>
      world === undefined || scenario === world || (world.length >= 4 && runId.startsWith(world)),
  )
  const [state] = named
  if (state === undefined) throw noneOf(world, up)
  if (named.length > 1) throw severalOf(named)
  return gameDayAt(state)
}

/** The game day of a state file. */
export function gameDayAt(state: GameDayState): GameDay {
  const ask = (method: string, path: string, body?: unknown) => request(state, method, path, body)
  return {
    state,
    status: async () => statusSchema.parse(await ask('GET', '/status')),
    faults: async () =>
      z.object({ faults: z.array(faultStatusSchema) }).parse(await ask('GET', '/faults')).faults,
    inject: async (wanted) => faultStatusSchema.parse(await ask('POST', '/faults', wanted)),
    heal: async (id) =>
      faultStatusSchema.parse(await ask('DELETE', `/faults/${encodeURIComponent(id)}`)),
    healAll: async () => healedSchema.parse(await ask('DELETE', '/faults')).healed,
    down: async () => {
      await ask('POST', '/down')
    },
  }
}

async function request(
  { port, token, scenario }: GameDayState,
  method: string,
  path: string,
  body: unknown,
): Promise<unknown> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }).catch(() => {
    throw unreachable(scenario)
  })
  const answer: unknown = await response.json().catch(() => undefined)
  if (response.ok) return answer
  const refused = refusedSchema.safeParse(answer)
  throw refused.success ? new GatedrillError(refused.data.problems) : unreachable(scenario)
}

function noneOf(world: string | undefined, up: readonly GameDayState[]): GatedrillError {
  const names = up.map(({ scenario }) => scenario)
  const nearest = world === undefined ? undefined : nearestOf(world, names)
  return problem({
    code: 'CLI_NO_GAME_DAY',
    where: world === undefined ? 'game day' : `--world ${world}`,
    what: world === undefined ? 'no world is held up' : 'no such world is held up',
    why: names.length === 0 ? 'none of this user is' : `there is ${names.join(', ')}`,
    fix:
      nearest !== undefined
        ? `write --world ${nearest}`
        : `${names.length === 0 ? '' : 'name one of these, or '}start one in another terminal: gatedrill up zone-down`,
  })
}

function severalOf(up: readonly GameDayState[]): GatedrillError {
  const names = up.map(({ scenario, runId }) => `${scenario} (${runId})`)
  return problem({
    code: 'CLI_WHICH_GAME_DAY',
    where: 'game day',
    what: `${up.length} worlds are held up`,
    why: `they are ${names.join(', ')}`,
    fix: `say which: --world ${up[0]?.runId ?? ''}`,
  })
}

function unreachable(scenario: string): GatedrillError {
  return problem({
    code: 'CLI_GAME_DAY_GONE',
    where: scenario,
    what: 'its controller does not answer',
    why: 'it is ending, or it has died and everything with it',
    fix: 'see the terminal of "gatedrill up", or start it again',
  })
}

function problem(told: Problem): GatedrillError {
  return new GatedrillError(told)
}
