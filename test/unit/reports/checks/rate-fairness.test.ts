import { expect, test } from 'vitest'
import type { AdmissionRecord } from '../../../../ledger/records.ts'
import { admissionBase, gatewayBase, second } from '../run-folder.ts'
import { holderA } from './admissions.ts'
import { judgedCheck } from './checked-run.ts'

type Decision = readonly [tenant: string, keyHash: string, atS: number, admitted: 0 | 1]

function run(decisions: readonly Decision[]) {
  const ofRequest = decisions.map(([tenant, keyHash, atS, admitted], index) => ({
    tenant,
    admission: {
      ...admissionBase,
      requestId: index + 1,
      atUs: atS * second,
      counter: 'policy',
      keyHash,
      admitted,
      limit: 3,
      windowMs: 1_000,
    } satisfies AdmissionRecord,
  }))
  return judgedCheck('rate.fairness', {
    admission: { [holderA]: ofRequest.map(({ admission }) => admission) },
    gateway: {
      [holderA]: ofRequest.map(({ tenant, admission: { requestId, atUs } }) => ({
        ...gatewayBase,
        requestId,
        receivedAtUs: atUs,
        endedAtUs: atUs,
        subscription: tenant,
      })),
    },
  })
}

const noisy = (keyHash: string): Decision[] => [
  ['loud', keyHash, 10, 1],
  ['loud', keyHash, 10.1, 1],
  ['loud', keyHash, 10.2, 1],
]

test.each<[string, Decision[]]>([
  ['one tenant alone', [...noisy('a'), ['loud', 'a', 10.3, 0]]],
  ['nobody turned away', [...noisy('a'), ['quiet', 'b', 10.3, 1]]],
])('with %s nothing is claimed', async (_case, decisions) => {
  expect(await run(decisions)).toMatchObject({ verdict: 'not-claimed' })
})

test.each<[string, Decision[]]>([
  ['each has a key of its own', [...noisy('a'), ['loud', 'a', 10.3, 0], ['quiet', 'b', 10.4, 1]]],
  [
    'the one who is turned away used all of it',
    [...noisy('a'), ['quiet', 'a', 9.9, 1], ['loud', 'a', 10.4, 0]],
  ],
])('it holds where %s', async (_case, decisions) => {
  expect(await run(decisions)).toMatchObject({ verdict: 'holds', observed: 0 })
})

test('a tenant that is turned away because a neighbour filled the key breaks it', async () => {
  const check = await run([...noisy('a'), ['quiet', 'a', 10.5, 0]])
  expect(check).toMatchObject({ verdict: 'broken', observed: 1, allowed: 0 })
  expect(check?.first).toMatchObject({ requestId: 4 })
  expect(check?.first?.what).toContain('quiet had 0 of 3 calls at policy, others had 3')
})

test('what was let in before the window counts for nobody', async () => {
  const check = await run([...noisy('a'), ['quiet', 'a', 11.6, 0]])
  expect(check).toMatchObject({ verdict: 'holds' })
})
