import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type ScenarioInput, scenarioSchema } from '../../../scenarios/schema.ts'
import { type DrillOptions, runDrill } from '../../../sim/run.ts'
import { runFolder } from './run-folder.ts'
import { eventsOf, smallDrill, smallScenario } from './small-drill.ts'

const regions = { westeurope: { zones: 1, units: 1 }, northeurope: { zones: 1, units: 1 } }

/** Instances of the project's own, to which a stand-in offers the load. */
const realGateways: Pick<DrillOptions, 'mainOf'> = {
  mainOf: (main) => (main === 'gateway/main' ? main : (smallDrill.mainOf?.(main) ?? main)),
}

async function drillOf(
  edge: ScenarioInput['edge'],
  topology: object = {},
  faults: ScenarioInput['faults'] = [],
  other: {
    timing?: object
    durationS?: number
    betweenRegionsMs?: number
    drill?: Pick<DrillOptions, 'mainOf'>
    scenario?: object
  } = {},
) {
  const { load, timing } = smallScenario
  const { durationS = faults.length === 0 ? 1 : 6, betweenRegionsMs = 20 } = other
  const scenario = scenarioSchema.parse({
    ...smallScenario,
    ...other.scenario,
    name: 'two-regions',
    topology: { tier: 'premium', redundancy: 'automatic', regions, ...topology },
    network: { betweenRegionsMs },
    edge,
    load: { ...load, durationS, warmUpS: 0 },
    timing: { ...timing, routerProbeIntervalMs: 400, routerProbeTimeoutMs: 390, ...other.timing },
    faults,
  })
  using root = runFolder()
  const folder = join(root.path, 'run')
  const signal = new AbortController().signal
  const manifest = await runDrill({ ...smallDrill, ...other.drill, scenario, folder, signal })
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

test('a node of a self-hosted gateway is connected by its heartbeats, and serves on without the plane', async () => {
  const topology = {
    regions: { westeurope: { zones: 1, units: 1 } },
    selfHosted: [{ name: 'factory', nodes: 1 }],
  }
  const node = 'factory-n1'
  const faults = [
    { kind: 'link-silence', from: node, to: 'management', atS: 0.5, durationS: 3 },
    { kind: 'management-down', atS: 6, durationS: 2 },
  ]
  const { manifest, events } = await drillOf({}, topology, faults, {
    timing: { heartbeatMs: 400 },
    durationS: 11,
    drill: realGateways,
  })
  expect(manifest.ended).toBe('complete')
  const told = events.filter(({ kind }) => /^gateway-(dis)?connected$|^management-/.test(kind))
  expect(told.every(({ instance }) => instance === node)).toBe(true)
  const kindsOf = (told: (kind: string) => boolean) =>
    events.map(({ kind }) => kind).filter((kind) => told(kind))
  // The plane that is started again has heard of nobody.
  expect(kindsOf((kind) => kind.startsWith('gateway-'))).toEqual([
    'gateway-connected',
    'gateway-disconnected',
    'gateway-connected',
    'gateway-connected',
  ])
  expect(kindsOf((kind) => kind.startsWith('management-'))).toEqual([
    'management-reached',
    'management-lost',
    'management-reached',
    'management-lost',
    'management-reached',
  ])
  const after = events.findLast(({ kind }) => kind === 'steady-state')
  expect(after?.detail).toMatchObject({ when: 'after', isSteady: true })
  const ended = events.find(({ kind }) => kind === 'load-ended')?.atUs ?? 0
  const exits = events.filter(
    ({ kind, source, atUs }) => kind === 'process-exited' && source === node && atUs < ended,
  )
  expect(exits).toEqual([])
}, 120_000)

test('a backup is restored into the standby service of another region, whose gateways obey it alone', async () => {
  const backup = { storageAccount: 'store', containerName: 'backups', backupName: 'nightly' }
  const { manifest, events } = await drillOf(
    {},
    {},
    [{ kind: 'management-down', atS: 3.5, durationS: 1 }],
    {
      durationS: 11,
      scenario: {
        standby: { region: 'northeurope' },
        edits: [
          {
            atS: 0,
            put: 'namedValues/marker',
            body: { properties: { displayName: 'm', value: '1' } },
          },
          { atS: 0.5, post: 'backup', body: backup },
          { atS: 4, post: 'restore', service: 'standby', body: backup },
        ],
      },
      drill: realGateways,
    },
  )
  expect(manifest.ended).toBe('complete')
  const ofBackups = events.filter(({ kind }) => kind.startsWith('backup-'))
  expect(ofBackups).toMatchObject([
    {
      kind: 'backup-made',
      source: 'management',
      detail: { backup: 'backups/nightly', revision: 2 },
    },
    {
      kind: 'backup-restored',
      source: 'management-standby',
      detail: { backup: 'backups/nightly' },
    },
  ])
  const restoredAtUs = ofBackups.at(-1)?.atUs ?? 0
  const appliedIn = (region: string) =>
    events.filter((event) => event.kind === 'revision-applied' && event.region === region)
  const late = (region: string) =>
    new Set(
      appliedIn(region)
        .filter(({ atUs }) => atUs > restoredAtUs)
        .map(({ instance }) => instance),
    )
  expect(late('northeurope').size).toBe(2)
  expect(late('westeurope').size).toBe(0)
  // Before it, each runs what its own service has: the marker is in the first alone.
  const before = appliedIn('northeurope').filter(({ atUs }) => atUs < restoredAtUs)
  expect(before.every(({ detail }) => JSON.stringify(detail).includes('"revision":1'))).toBe(true)
}, 120_000)

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

test('a region that is further away than a probe waits is seen to go, and to come back', async () => {
  const lost = { kind: 'region-down', region: 'northeurope', silenceMs: 300, atS: 1, durationS: 2 }
  const timing = { routerProbeIntervalMs: 1_000, routerProbeTimeoutMs: 900 }
  const other = { timing, durationS: 4, betweenRegionsMs: 600 }
  const { manifest, events } = await drillOf({}, {}, [lost], other)
  expect(manifest.ended).toBe('complete')
  const steps = events
    .map(({ kind }) => kind)
    .filter((kind) => /^fault-(not-)?(proven|healed)/.test(kind))
  expect(steps).toEqual(['fault-proven', 'fault-healed'])
})
