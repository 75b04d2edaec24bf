import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type ScenarioInput, scenarioSchema } from '../../../scenarios/schema.ts'
import { runDrill } from '../../../sim/run.ts'
import { runFolder } from './run-folder.ts'
import { eventsOf, smallDrill, smallScenario } from './small-drill.ts'

const regions = { westeurope: { zones: 1, units: 1 }, northeurope: { zones: 1, units: 1 } }

async function drillOf(edge: ScenarioInput['edge'], topology: object = {}) {
  const { load } = smallScenario
  const scenario = scenarioSchema.parse({
    ...smallScenario,
    name: 'two-regions',
    topology: { tier: 'premium', redundancy: 'automatic', regions, ...topology },
    network: { betweenRegionsMs: 20 },
    edge,
    load: { ...load, durationS: 1, warmUpS: 0 },
    faults: [],
  })
  using root = runFolder()
  const folder = join(root.path, 'run')
  const signal = new AbortController().signal
  const manifest = await runDrill({ ...smallDrill, scenario, folder, signal })
  return { manifest, events: eventsOf(folder) }
}

test.each([
  ['traffic-manager', {}],
  ['front-door', { kind: 'front-door' }],
] satisfies [string, ScenarioInput['edge']][])(
  'a world of two regions stands behind its %s, which sees both',
  async (name, edge) => {
    const { manifest, events } = await drillOf(edge)
    expect(manifest.ended).toBe('complete')
    expect(manifest.instances).toHaveLength(4)
    const seen = events.filter(({ kind }) => kind === 'region-in')
    expect(seen.map(({ source, region }) => [source, region]).toSorted()).toEqual([
      [name, 'northeurope'],
      [name, 'westeurope'],
    ])
  },
)

test('a self-hosted and a workspace gateway stand beside the managed one, each with its edge', async () => {
  const { manifest, events } = await drillOf(
    {},
    {
      regions: { westeurope: { zones: 1, units: 1 } },
      selfHosted: [{ name: 'factory', nodes: 1 }],
      workspaces: [{ name: 'team' }],
    },
  )
  expect(manifest.ended).toBe('complete')
  const started = events.filter(({ kind }) => kind === 'process-ready').map(({ source }) => source)
  expect(started).toEqual(
    expect.arrayContaining(['edge-factory', 'edge-team', 'factory-n1', 'westeurope-1-team-u1-b']),
  )
  expect(started).not.toContain('traffic-manager')
  expect(events.filter(({ kind }) => kind === 'instance-in')).toHaveLength(5)
})
