import { expect, test } from 'vitest'
import { extractionSchema, stepIdOf, type Think } from '../../../../ledger/launch/sessions.ts'
import { randomOf } from '../../../../load/random.ts'
import { extractorOf } from '../../../../load/sessions/extract.ts'
import { Session, sessionPlanOf } from '../../../../load/sessions/session.ts'
import { thinkMsOf } from '../../../../load/sessions/think.ts'
import { withVariables } from '../../../../load/sessions/variables.ts'

const body = JSON.stringify({ id: 7, items: [{ 'a/b': 'x', deep: { '': true } }], none: null })
const answerOf = (text: string | undefined) => ({
  text,
  header: (name: string) => (name === 'location' ? '/orders/42?x=1' : undefined),
})

test.each([
  [{ json: '/id' }, '7'],
  [{ json: '/items/0/a~1b' }, 'x'],
  [{ json: '/items/0/deep/' }, 'true'],
  [{ json: '/items/1' }, undefined],
  [{ json: '/items' }, undefined],
  [{ json: '/none' }, undefined],
  [{ json: '/constructor/name' }, undefined],
  [{ json: '' }, undefined],
  [{ header: 'Location' }, '/orders/42?x=1'],
  [{ header: 'Location', regexp: '/orders/(\\d+)' }, '42'],
  [{ header: 'Location', regexp: '\\d+' }, '42'],
  [{ header: 'ETag' }, undefined],
  [{ regexp: '"id":(\\d+)' }, '7'],
  [{ regexp: 'nothing' }, undefined],
])('%j of an answer is %s', (given, value) => {
  expect(extractorOf(extractionSchema.parse(given))(answerOf(body))).toBe(value)
})

test.each([
  ['an answer that is no JSON', { json: '/id' }, '<html>'],
  ['an answer too long to be kept', { json: '/id' }, undefined],
  ['an empty answer', { regexp: 'id' }, ''],
])('nothing is found in %s', (_case, given, text) => {
  expect(extractorOf(extractionSchema.parse(given))(answerOf(text))).toBeUndefined()
})

test.each([
  [{}, /json alone/],
  [{ json: '/a', header: 'b' }, /json alone/],
  [{ json: 'a' }, /a JSON pointer/],
  [{ regexp: '(' }, /a regular expression/],
])('%j is no place in an answer', (given, problem) => {
  expect(() => extractionSchema.parse(given)).toThrow(problem)
})

const json = ['content-type', 'application/json']

test.each([
  ['a path', { path: '/orders/{id}/x' }, { path: '/orders/a%2F%22b/x' }],
  ['a header', { headers: ['if-match', '{id}'] }, { headers: ['if-match', 'a/"b'] }],
  ['JSON', { body: '{"id":"{id}"}', headers: json }, { body: '{"id":"a/\\"b"}' }],
  ['a text', { body: 'id={id}' }, { body: 'id=a/"b' }],
  ['no place of a variable', { path: '/{other}/{id:1..2}' }, { path: '/{other}/{id:1..2}' }],
])('a variable is put into %s', (_case, given, expected) => {
  const request = { path: '/', headers: [], body: undefined, ...given }
  const filled = withVariables(request, new Map([['id', 'a/"b']]))
  expect(filled).toEqual({ ...request, ...expected })
})

const meanOf = (think: Think) => {
  const random = randomOf(1, 'think')
  const drawn = Array.from({ length: 20_000 }, () => thinkMsOf(think, random))
  expect(Math.min(...drawn)).toBeGreaterThanOrEqual(0)
  return drawn.reduce((sum, ms) => sum + ms, 0) / drawn.length
}

test.each<[Think, number, number]>([
  [{ kind: 'fixed', ms: 40 }, 40, 0],
  // Six standard errors of the mean.
  [{ kind: 'exponential', meanMs: 40 }, 40, (6 * 40) / Math.sqrt(20_000)],
  [{ kind: 'lognormal', medianMs: 40, sigma: 0.5 }, 40 * Math.exp(0.125), 1.1],
])('%j takes its mean', (think, meanMs, tolerance) => {
  expect(Math.abs(meanOf(think) - meanMs)).toBeLessThanOrEqual(tolerance)
})

test('a user goes step by step, by the seed and the arrival alone', () => {
  const plan = sessionPlanOf({
    name: 'buy',
    steps: [
      { operation: 3, extract: { id: { json: '/id' } } },
      { operation: 4, extract: {}, think: { kind: 'exponential', meanMs: 100 } },
    ],
  })
  const walk = (arrivalId: number, seed: number) => {
    const session = new Session(plan, arrivalId, seed)
    expect(session.extracts).toBe(true)
    expect(session.take(answerOf('{}'))).toBe(false)
    expect(session.take(answerOf(body))).toBe(true)
    expect(session.variables.get('id')).toBe('7')
    const next = session.next()
    expect([next?.choice, session.extracts, session.step]).toEqual([4, false, 1])
    expect(session.next()).toBeUndefined()
    return next?.thinkMs
  }
  expect(walk(9, 1)).toBe(walk(9, 1))
  expect(walk(9, 1)).not.toBe(walk(8, 1))
  expect(walk(9, 1)).not.toBe(walk(9, 2))
})

test('a request id tells its session and its step, exactly', () => {
  const id = stepIdOf(36_000_000, 99)
  expect(Number.isSafeInteger(id)).toBe(true)
  expect([id % 2 ** 40, Math.floor(id / 2 ** 40)]).toEqual([36_000_000, 99])
  expect(stepIdOf(5, 0)).toBe(5)
})
