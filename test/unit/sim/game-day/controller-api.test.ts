import { expect, test, vi } from 'vitest'
import { GatedrillError } from '../../../../ledger/errors.ts'
import { type ApiOptions, controllerApi } from '../../../../sim/game-day/controller-api.ts'
import type { FaultStatus, GameDayStatus } from '../../../../sim/game-day/protocol.ts'

const fault: FaultStatus = {
  id: 'zone-down#1',
  kind: 'zone-down',
  params: { zone: 2 },
  targets: ['a'],
  state: 'proven',
  isProven: true,
  isActive: true,
  sinceS: 1,
  remainingS: 13,
}

const status: GameDayStatus = {
  scenario: 'zone-down',
  runId: '00',
  folder: '/results',
  upS: 1,
  phase: 'load',
  instances: [],
  faults: [fault],
}

function api() {
  const desk: ApiOptions['desk'] = {
    active: ['zone-down#1'],
    inject: vi.fn(() => fault),
    status: () => [fault],
    heal: vi.fn(async (id: string) => (id === fault.id ? fault : undefined)),
    healAll: vi.fn(async () => [fault]),
  }
  const down = vi.fn()
  const app = controllerApi({ token: 'secret', desk, status: () => status, down })
  const ask = async (
    method: 'GET' | 'POST' | 'DELETE',
    url: string,
    { token = 'secret', body }: { token?: string | undefined; body?: unknown } = {},
  ) => {
    const response = await app.inject({
      method,
      url,
      headers: { authorization: `Bearer ${token}` },
      ...(body === undefined ? {} : { payload: Object(body) }),
    })
    return { code: response.statusCode, answer: response.json() }
  }
  return { ask, desk, down }
}

test.each([
  ['GET', '/status'],
  ['GET', '/faults'],
  ['POST', '/faults'],
  ['DELETE', '/faults'],
  ['POST', '/down'],
  ['GET', '/nowhere'],
] as const)('%s %s needs the token', async (method, url) => {
  const { ask, desk, down } = api()
  for (const token of ['', 'secreT', 'secret2', 'x'.repeat(4_000)]) {
    const { code, answer } = await ask(method, url, { token })
    expect(code).toBe(401)
    expect(answer).toMatchObject({ problems: [{ code: 'GAME_DAY_TOKEN' }] })
    expect(JSON.stringify(answer)).not.toContain('secret')
  }
  expect(desk.inject).not.toHaveBeenCalled()
  expect(desk.healAll).not.toHaveBeenCalled()
  expect(down).not.toHaveBeenCalled()
})

test('status, faults and one fault can be asked for', async () => {
  const { ask } = api()
  expect(await ask('GET', '/status')).toEqual({ code: 200, answer: status })
  expect(await ask('GET', '/faults')).toEqual({ code: 200, answer: { faults: [fault] } })
  expect(await ask('GET', '/faults/zone-down%231')).toEqual({ code: 200, answer: fault })
})

test('a fault is injected with what the body says', async () => {
  const { ask, desk } = api()
  const body = { kind: 'zone-down', params: { zone: 2 }, durationS: 14 }
  expect(await ask('POST', '/faults', { body })).toEqual({ code: 202, answer: fault })
  expect(desk.inject).toHaveBeenCalledWith(body)
})

test.each([
  ['nothing', undefined],
  ['no kind', {}],
  ['an unknown field', { kind: 'zone-down', zone: 2 }],
  ['a duration that is none', { kind: 'zone-down', durationS: 0 }],
])('a body with %s is refused', async (_case, body) => {
  const { ask, desk } = api()
  expect(await ask('POST', '/faults', { body })).toMatchObject({
    code: 400,
    answer: { problems: [{ code: 'GAME_DAY_REQUEST' }] },
  })
  expect(desk.inject).not.toHaveBeenCalled()
})

test('what the world cannot suffer is told as it is on the command line', async () => {
  const { ask, desk } = api()
  const problem = { code: 'FAULT_UNKNOWN', where: 'x', what: 'no', why: 'there', fix: 'that' }
  vi.mocked(desk.inject).mockImplementation(() => {
    throw new GatedrillError(problem)
  })
  expect(await ask('POST', '/faults', { body: { kind: 'x' } })).toEqual({
    code: 400,
    answer: { problems: [problem] },
  })
})

test('one fault or all are healed; an unknown one is named beside those that are active', async () => {
  const { ask } = api()
  expect(await ask('DELETE', '/faults/zone-down%231')).toEqual({ code: 200, answer: fault })
  expect(await ask('DELETE', '/faults')).toEqual({ code: 200, answer: { healed: [fault] } })
  expect(await ask('DELETE', '/faults/other')).toMatchObject({
    code: 404,
    answer: {
      problems: [{ code: 'GAME_DAY_NO_SUCH_FAULT', why: expect.stringContaining('zone-down#1') }],
    },
  })
})

test('down ends the day once the answer is out', async () => {
  const { ask, down } = api()
  expect(await ask('POST', '/down')).toEqual({ code: 202, answer: {} })
  await vi.waitFor(() => expect(down).toHaveBeenCalledOnce())
})

test('a path that is none says which there are', async () => {
  expect(await api().ask('GET', '/fault')).toMatchObject({
    code: 404,
    answer: { problems: [{ code: 'GAME_DAY_REQUEST', why: expect.stringContaining('/faults') }] },
  })
})
