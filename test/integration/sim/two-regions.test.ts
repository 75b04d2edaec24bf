import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type ScenarioInput, scenarioSchema } from '../../../scenarios/schema.ts'
import { runDrill } from '../../../sim/run.ts'
import { runFolder } from './run-folder.ts'
import { eventsOf, smallDrill, smallScenario } from './small-drill.ts'

const regions = { westeurope: { zones: 1, units: 1 }, northeurope: { zones: 1, units: 1 } }

async function drillOf(
  edge: ScenarioInput['edge'],
  topology: object = {},
  faults: ScenarioInput['faults'] = [],
) {
  const { load, timing } = smallScenario
  const scenario = scenarioSchema.parse({
    ...smallScenario,
    name: 'two-regions',
    topology: { tier: 'premium', redundancy: 'automatic', regions, ...topology },
    network: { betweenRegionsMs: 20 },
    edge,
    load: { ...load, durationS: faults.length === 0 ? 1 : 6, warmUpS: 0 },
    timing: { ...timing, routerProbeIntervalMs: 400, routerProbeTimeoutMs: 390 },
    faults,
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

test('the router takes a lost region out and lets it in again when it is back', async () => {
  const lost = { kind: 'region-down', region: 'northeurope', silenceMs: 300, atS: 1, durationS: 3 }
  const { manifest, events } = await drillOf({}, {}, [lost])
  expect(manifest.ended).toBe('complete')
  const at = (kind: string, afterUs = 0) => {
    const ofWorld = kind.startsWith('fault')
    const event = events.find(
      ({ kind: seen, atUs, region }) =>
        seen === kind && atUs > afterUs && (ofWorld || region === 'northeurope'),
    )
    return event?.atUs ?? Number.NaN
  }
  const outAtUs = at('region-out', at('fault-proven'))
  expect(outAtUs).toBeLessThan(at('fault-undoing'))
  expect(at('region-in', at('fault-undoing'))).toBeGreaterThan(outAtUs)
})
