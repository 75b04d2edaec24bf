import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { GatedrillError, type Problem } from '../../ledger/errors.ts'
import { check } from './behaviour/check.ts'
import { type Behaviour, behaviourSchema } from './behaviour/format.ts'
import { type BehaviourGateway, gatewayOf, type Outcome } from './behaviour/gateway.ts'

/*
 * Each document is one behaviour of the service, written down from its articles: policies, the
 * requests, what backends answer, and what is to be seen. They run through the real pipeline, from
 * routing to the calls of backends, on a clock that only waiting moves.
 */

const folder = join(import.meta.dirname, 'documents')
const files = globSync('**/*.yaml', { cwd: folder }).toSorted()

test('there are documents of every part of the gateway', () => {
  expect(files.length).toBeGreaterThanOrEqual(200)
})

test('no two documents say the same', () => {
  const titles = files.map((file) => read(file).title)
  expect(titles.filter((title, index) => titles.indexOf(title) !== index)).toEqual([])
})

const whole = { title: 'a behaviour', source: 'test', requests: [{ expect: { status: 200 } }] }

test.each([
  ['a misspelled expectation', { ...whole, requests: [{ expect: { status: 200, head: {} } }] }],
  ['a request without a status to expect', { ...whole, requests: [{ expect: {} }] }],
  ['a misspelled section', { ...whole, policies: { api: { inbond: '' } } }],
  ['nothing to expect', { ...whole, requests: [] }],
  ['no source', { ...whole, source: '' }],
])('a document with %s is an error', (_case, document) => {
  expect(behaviourSchema.safeParse(whole).success).toBe(true)
  expect(behaviourSchema.safeParse(document).success).toBe(false)
})

test.each([
  ['status', { status: 201 }],
  ['body', { status: 200, body: 'other' }],
  ['header', { status: 200, headers: { X: 'there' } }],
  ['calls', { status: 200, calls: [] }],
  ['a header that the backend saw', { status: 200, calls: [{ headers: { Host: null } }] }],
  ['LastError', { status: 200, lastError: { reason: 'Timeout' } }],
  ['a variable', { status: 200, variables: { x: 'y' } }],
  ['time', { status: 200, tookMs: 1 }],
])('another %s than expected fails', async (_case, wanted) => {
  const behaviour = behaviourSchema.parse({ ...whole, requests: [{ expect: wanted }] })
  const [outcome] = await run(behaviour, gatewayOf(behaviour))
  const expected = behaviour.requests[0]?.expect
  if (outcome === undefined || expected === undefined) throw new Error('nothing came of it')
  expect(() => check(outcome, expected)).toThrow()
})

test.each(files)('%s', async (file) => {
  const behaviour = read(file)
  const gateway = loaded(behaviour)
  if (gateway === undefined) return
  const outcomes = await run(behaviour, gateway)
  for (const [index, { expect: expected }] of behaviour.requests.entries()) {
    const outcome = outcomes[index]
    if (outcome === undefined) throw new Error(`request ${index + 1} has no outcome`)
    check(outcome, expected)
  }
})

function read(file: string): Behaviour {
  return behaviourSchema.parse(parse(readFileSync(join(folder, file), 'utf8')))
}

/** Undefined when the document is about a configuration that must not load. */
function loaded(behaviour: Behaviour): BehaviourGateway | undefined {
  const { errors, warnings } = behaviour.load
  if (errors.length === 0) {
    const gateway = gatewayOf(behaviour)
    expectProblems(gateway.warnings, warnings)
    return gateway
  }
  let thrown: unknown
  try {
    gatewayOf(behaviour)
  } catch (error) {
    thrown = error
  }
  expectProblems(thrown instanceof GatedrillError ? thrown.problems : [], errors)
  return undefined
}

function expectProblems(
  problems: readonly Problem[],
  wanted: readonly { readonly code: string; readonly what?: string | undefined }[],
): void {
  expect(problems.map(({ code, what }) => ({ code, what }))).toEqual(
    wanted.map(({ code, what }) => ({
      code,
      what: what === undefined ? expect.anything() : expect.stringContaining(what),
    })),
  )
  for (const { where } of problems) expect(where).toMatch(/\.xml:\d+:\d+/)
}

async function run(behaviour: Behaviour, gateway: BehaviourGateway): Promise<readonly Outcome[]> {
  const { clock } = gateway
  const pending: Promise<Outcome>[] = []
  for (const request of behaviour.requests) {
    if (request.atMs !== undefined) await clock.passTo(request.atMs)
    const outcome = gateway.send(request)
    pending.push(outcome)
    if (!request.overlaps) await clock.until(outcome)
  }
  return clock.until(Promise.all(pending))
}
