import { expect, test } from 'vitest'
import { manifest } from '../run-folder.ts'
import { admissions, holderA, holderB, rejection } from './admissions.ts'
import { checkedRun, judgedCheck } from './checked-run.ts'

const name = 'rate.region-independence'
const limit = 10
const twoRegions = {
  ...manifest,
  instances: manifest.instances.map((placed) =>
    placed.instance === 'westeurope-2-u2-a' ? { ...placed, region: 'northeurope' } : placed,
  ),
}
const full = (fromS: number) => admissions(limit, { fromS, limit })
const checked = async (there: ReturnType<typeof full>) =>
  await checkedRun(name, {
    manifest: twoRegions,
    admission: { [holderA]: [...full(7), rejection(7.5, { limit })], [holderB]: there },
  })

test('each region may use up the limit', async () => {
  const { check } = await checked([...full(7.1), rejection(7.5, { limit })])
  expect(check).toMatchObject({ verdict: 'holds', samples: 2 })
})

test('a region that turns calls away because another is full breaks it', async () => {
  const { check } = await checked([rejection(7.5, { limit })])
  expect(check).toMatchObject({ verdict: 'broken' })
  expect(check?.first?.what).toContain('northeurope')
})

test('a key that one region alone counted says nothing', async () => {
  const check = await judgedCheck(name, {
    admission: { [holderA]: [...full(7), rejection(7.5, { limit })], [holderB]: full(7) },
  })
  expect(check?.verdict).toBe('not-claimed')
})
