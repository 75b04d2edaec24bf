import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { rules } from '../../../advice/advise.ts'
import { checkChoice } from '../../../reports/checks/judge-checks.ts'
import { parseObjectives } from '../../../reports/objectives/parse-objective.ts'
import { loadScenario } from '../../../scenarios/load-scenario.ts'
import { scenarioSchema } from '../../../scenarios/schema.ts'
import { planDrill } from '../../../sim/plan-drill.ts'

const folder = join(import.meta.dirname, '../../../scenarios/library')
const names = readdirSync(folder).map((file) => file.replace(/\.ts$/, ''))

test.each(names)('the drill %s can be planned, and judged by what it asks for', async (name) => {
  const { default: scenario } = await import(join(folder, `${name}.ts`))
  const parsed = scenarioSchema.parse(scenario)
  expect(parsed.name).toBe(name)
  expect(planDrill(parsed).instances.length).toBeGreaterThan(0)
  expect(parseObjectives(parsed.objectives)).not.toHaveLength(0)
  expect(() => checkChoice(parsed.checks)).not.toThrow()
})

/** Drills that stand for a statement of documentation. */
const claims = names.map(async (name) => {
  const { scenario } = await loadScenario(name, { set: [] })
  return scenario.claim === undefined ? [] : [{ name, scenario, claim: scenario.claim }]
})

test('every drill stands for a statement of documentation, and has a twin', async () => {
  const all = (await Promise.all(claims)).flat()
  expect(names.filter((name) => !all.some((one) => one.name === name))).toEqual([])
})

test('what a claim says to break is an objective or a check of its drill, and its twin can be planned', async () => {
  const all = (await Promise.all(claims)).flat()
  for (const { name, scenario, claim } of all) {
    const known = [...scenario.objectives, ...scenario.checks.require]
    expect(known, name).toEqual(expect.arrayContaining(claim.breaks))
    const twin = await loadScenario(name, { set: [], isTwin: true })
    expect(twin.scenario, name).not.toEqual(scenario)
    expect(planDrill(twin.scenario).instances.length).toBeGreaterThan(0)
    expect(parseObjectives(twin.scenario.objectives)).not.toHaveLength(0)
  }
})

test('an article has one title, in claims and in advice', async () => {
  const all = (await Promise.all(claims)).flat()
  const cited = [
    // A section, and further articles, follow the title.
    ...all.map(({ claim }) => ({ url: claim.url, title: claim.source.replace(/[:;] .*/, '') })),
    ...rules.map(({ source }) => ({ url: source.url, title: source.title.replace(/: .*/, '') })),
  ]
  const pairs = new Set(cited.map(({ url, title }) => `${url} ${title}`))
  const addresses = new Set(cited.map(({ url }) => url))
  const titles = new Set(cited.map(({ title }) => title))
  expect([...pairs].sort()).toHaveLength(addresses.size)
  expect([...titles].sort()).toHaveLength(addresses.size)
})
