import { expect, test } from 'vitest'
import { checkChoice, checks } from '../../../../reports/checks/judge-checks.ts'
import { scenarioSchema } from '../../../../scenarios/schema.ts'
import { manifest } from '../run-folder.ts'
import { zoneDownRun } from '../zone-down-run.ts'
import { checkedRun } from './checked-run.ts'

const name = 'rate.over-admission'
const scenario = { objectives: ['lost(config) = 0'] }
const withChecks = (choice: object) => ({
  manifest: { ...manifest, scenario: { ...scenario, checks: choice } },
})

test('every check that there is is judged and shown unless a scenario leaves it out', async () => {
  const { summary, texts } = await checkedRun(name, zoneDownRun(4, 60))
  expect(summary.checks.map((check) => check.name)).toEqual([...checks.keys()])
  for (const check of checks.keys()) {
    expect(texts.html).toContain(`<code class="nowrap">${check}</code>`)
    expect(texts.junit).toContain(`name="${check}"`)
  }
  const { check, summary: less } = await checkedRun(name, withChecks({ leaveOut: [name] }))
  expect(check).toBeUndefined()
  expect(less.checks).toHaveLength(checks.size - 1)
})

test('a check that is not claimed is skipped, and an error where it is required', async () => {
  const free = await checkedRun(name, withChecks({}))
  expect(free.check).toMatchObject({ verdict: 'not-claimed', isRequired: false })
  expect(free.texts.junit).toContain('<skipped message="not claimed: no limit was used"/>')
  expect(free.texts.html).toContain('not claimed')
  const required = await checkedRun(name, withChecks({ require: [name] }))
  expect(required.check).toMatchObject({ verdict: 'not-claimed', isRequired: true })
  expect(required.texts.junit).toContain('<error type="not-claimed"')
})

test.each([
  ['is no check', { leaveOut: ['rate.over'], require: [] }, 'CHECK_UNKNOWN', 'checks.leaveOut[0]'],
  ['is both', { leaveOut: [name], require: [name] }, 'CHECK_TORN', 'checks.require[0]'],
])('a name that %s is refused with its place', (_case, choice, code, where) => {
  expect(() => checkChoice(choice)).toThrow(
    expect.objectContaining({ problems: [expect.objectContaining({ code, where })] }),
  )
})

test('a scenario that says nothing leaves out nothing', () => {
  expect(scenarioSchema.shape.checks.parse(undefined)).toEqual({ leaveOut: [], require: [] })
})

test('names are one word with a dot, and claims no whole sentences', () => {
  for (const { name: own, claim, bound, source } of checks.values()) {
    expect(own).toMatch(/^[a-z-]+\.[a-z-]+$/)
    for (const text of [claim, bound, source]) expect(text).not.toMatch(/\.$/)
  }
})
