import { expect, test } from 'vitest'
import { libraryDrills, withTags } from '../../../../cli/suite/known-drills.ts'
import { planSuite as planOf, type SuiteSelection } from '../../../../cli/suite/plan-suite.ts'

// Read once for all tests.
const library = libraryDrills()
const planSuite = (selection: SuiteSelection) => planOf(selection, () => library)

const selection: SuiteSelection = {
  name: 'reliability',
  tags: [],
  drills: [],
  isQuick: false,
  hasTwins: false,
  seeds: [1],
}

test('reliability is every drill with a claim, each with its twin when twins are asked for', async () => {
  const plan = await planSuite({ ...selection, hasTwins: true, seeds: [7, 8] })
  const names = (await library)
    .filter(({ scenario }) => scenario.claim !== undefined)
    .map(({ scenario }) => scenario.name)
  expect(plan.drills.map(({ name }) => name)).toEqual(names)
  expect(plan.runs).toHaveLength(names.length * 2 * 2)
  expect(plan.runs.slice(0, 2).map(({ isTwin }) => isTwin)).toEqual([false, true])
  expect(plan.runs.at(-1)).toMatchObject({ seed: 8, isTwin: true })
  const turned = plan.runs.filter(({ drill }) => drill === 'zone-down')
  expect(turned.map(({ expected }) => expected)).toEqual(['pass', 'fail', 'pass', 'fail'])
})

test('a drill without a claim has no twin', async () => {
  const [first] = await library
  if (first === undefined) throw new Error('the library is empty')
  const { claim: _, ...scenario } = first.scenario
  const own = () => Promise.resolve([{ ...first, scenario }])
  const { runs } = await planOf({ ...selection, name: 'all', hasTwins: true }, own)
  expect(runs.map(({ isTwin }) => isTwin)).toEqual([false])
})

test('a quick suite has one drill for each group, and ends within ten minutes', async () => {
  const { drills, wallTimeS } = await planSuite({ ...selection, name: 'all', isQuick: true })
  expect(drills.length).toBeGreaterThan(3)
  expect(drills.map(({ name }) => name)).toContain('zone-down')
  expect(wallTimeS).toBeLessThanOrEqual(600)
})

test('drills are chosen one by one, by a tag, or by several', async () => {
  const namesOf = async (more: Partial<SuiteSelection>) =>
    (await planSuite({ ...selection, ...more })).drills.map(({ name }) => name)
  expect(await namesOf({ drills: ['region-down', 'zone-down', 'zone-down'] })).toEqual([
    'region-down',
    'zone-down',
  ])
  const zones = await namesOf({ name: 'zone' })
  expect(zones).toEqual(expect.arrayContaining(['zone-down', 'zone-down-n-minus-1']))
  expect(zones).not.toContain('region-down')
  expect(await namesOf({ name: 'all', tags: ['zone', 'capacity'] })).toContain(
    'zone-down-n-minus-1',
  )
})

test.each([
  ['CLI_SUITE_UNKNOWN', { name: 'reliabilty' }, 'fix: reliability?'],
  ['CLI_SUITE_EMPTY', { name: 'all', tags: ['zone', 'dns'] }, '--tag zone --tag dns'],
  ['CLI_UNKNOWN_TAG', { tags: ['zne'] }, 'fix: zone?'],
  ['SCENARIO_NOT_FOUND', { drills: ['zone-dwon'] }, 'zone-down?'],
])('%s is told of %j', async (code, more, text) => {
  const planned = planSuite({ ...selection, ...more })
  await expect(planned).rejects.toThrow(code)
  await expect(planned).rejects.toThrow(text)
})

test('a tag that some drill has is known, also where no drill is left', async () => {
  expect(withTags(await library, ['zone', 'dns'])).toEqual([])
})
