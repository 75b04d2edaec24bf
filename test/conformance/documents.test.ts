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

test.each(files)('%s', async (file) => {
  const behaviour = behaviourSchema.parse(parse(readFileSync(join(folder, file), 'utf8')))
  const gateway = loaded(behaviour)
  if (gateway === undefined) return
  const outcomes = await run(behaviour, gateway)
  for (const [index, { expect: expected }] of behaviour.requests.entries()) {
    const outcome = outcomes[index]
    if (outcome === undefined) throw new Error(`request ${index + 1} has no outcome`)
    check(outcome, expected)
  }
})

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
