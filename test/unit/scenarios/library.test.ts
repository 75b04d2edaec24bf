import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { checkChoice } from '../../../reports/checks/judge-checks.ts'
import { parseObjectives } from '../../../reports/objectives/parse-objective.ts'
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
