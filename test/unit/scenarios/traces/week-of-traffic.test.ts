import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { weekOfTraffic } from '../../../../scenarios/traces/week-of-traffic.ts'

const file = join(import.meta.dirname, '../../../../scenarios/traces/week-of-traffic.jsonl')

test('the log of the drill is what its seed makes (npm run golden rewrites it)', () => {
  const made = weekOfTraffic(1)
  if (process.env.GOLDEN === 'write') writeFileSync(file, made)
  expect(readFileSync(file, 'utf8')).toBe(made)
})

test('its busiest hour has three times as many requests as the mean', () => {
  const perHour = new Map<string, number>()
  const lines = weekOfTraffic(1).trimEnd().split('\n')
  for (const line of lines) {
    const [hour = ''] = /\d{4}-\d\d-\d\dT\d\d/.exec(line) ?? []
    perHour.set(hour, (perHour.get(hour) ?? 0) + 1)
  }
  expect(Math.max(...perHour.values()) / (lines.length / 168)).toBeGreaterThan(2.5)
})
