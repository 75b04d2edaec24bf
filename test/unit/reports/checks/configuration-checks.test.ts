import { expect, test } from 'vitest'
import type { DrillEvent } from '../../../../ledger/events.ts'
import { clientBase, manifest, second } from '../run-folder.ts'
import { checkedRun, judgedCheck } from './checked-run.ts'

const [a, b] = ['westeurope-1-u1-a', 'westeurope-1-u1-b'] as const
const timing = { ...manifest.timing, syncPeriodMs: 1_000 }
const quiet = { ...manifest, timing, faults: [] }

const published = (number: number, atS: number): DrillEvent => ({
  kind: 'revision-published',
  atUs: atS * second,
  source: 'management',
  detail: { number, checksum: `sum-${number}` },
})
const applied = (
  instance: string,
  revision: number,
  atS: number,
  checksum = `sum-${revision}`,
): DrillEvent => ({
  kind: 'revision-applied',
  atUs: atS * second,
  source: instance,
  instance,
  detail: { revision, checksum },
})
const life =
  (kind: 'process-exited' | 'process-started' | 'process-ready', source: string) =>
  (atS: number): DrillEvent => ({ kind, atUs: atS * second, source, detail: {} })
const dies = life('process-exited', 'management')
const returns = life('process-ready', 'management')
const ended: DrillEvent = { kind: 'run-ended', atUs: 46 * second, source: 'controller' }

const first = [a, b].map((name) => applied(name, 1, 1, 'c0ffee'))
const cut = (kind: 'link-silenced' | 'link-healed', atS: number): DrillEvent => ({
  kind,
  atUs: atS * second,
  source: 'links',
  fault: 'x#1',
  detail: { links: [`${b}>management`] },
})

const rows: readonly [string, string, readonly DrillEvent[], string][] = [
  ['config.propagation', 'nothing was published', [], 'not-claimed'],
  [
    'config.propagation',
    'all have it in time',
    [published(2, 10), applied(a, 2, 10.5), applied(b, 2, 11)],
    'holds',
  ],
  [
    'config.propagation',
    'one has it late',
    [published(2, 10), applied(a, 2, 10.5), applied(b, 2, 13)],
    'broken',
  ],
  ['config.propagation', 'one never has it', [published(2, 10), applied(a, 2, 10.5)], 'broken'],
  [
    'config.propagation',
    'one was cut off until then',
    [
      published(2, 10),
      applied(a, 2, 10.5),
      cut('link-silenced', 9),
      cut('link-healed', 15),
      applied(b, 2, 16),
    ],
    'holds',
  ],
  [
    'config.propagation',
    'one was cut off, and is late after that as well',
    [
      published(2, 10),
      applied(a, 2, 10.5),
      cut('link-silenced', 9),
      cut('link-healed', 15),
      applied(b, 2, 18),
    ],
    'broken',
  ],
  [
    'config.propagation',
    'the plane died before all had it',
    [published(2, 10), dies(10.1), returns(20), applied(a, 2, 21), applied(b, 2, 21)],
    'holds',
  ],
  ['config.monotonic', 'one revision is all there was', [], 'not-claimed'],
  [
    'config.monotonic',
    'each goes forward',
    [published(2, 10), applied(a, 2, 11), applied(b, 2, 11)],
    'holds',
  ],
  [
    'config.monotonic',
    'one that was started again has what it kept',
    [published(2, 10), applied(a, 2, 11), applied(a, 2, 20)],
    'holds',
  ],
  [
    'config.monotonic',
    'one goes back',
    [published(2, 10), applied(a, 2, 11), applied(a, 1, 12, 'c0ffee')],
    'broken',
  ],
  [
    'config.monotonic',
    'one runs what was never published so',
    [published(2, 10), applied(a, 2, 11, 'torn')],
    'broken',
  ],
  ['config.rpo', 'the plane lived', [published(2, 10), applied(a, 2, 11)], 'not-claimed'],
  [
    'config.rpo',
    'it died at once and took the revision along',
    [published(2, 10), dies(10.2)],
    'holds',
  ],
  [
    'config.rpo',
    'it had lived long enough for somebody to fetch it',
    [published(2, 10), dies(20)],
    'broken',
  ],
  [
    'config.rpo',
    'somebody had fetched it',
    [published(2, 10), applied(a, 2, 11), dies(20)],
    'holds',
  ],
  [
    'config.rpo',
    'it came back with a number used twice',
    [published(2, 10), dies(10.5), returns(12), published(2, 13)],
    'broken',
  ],
]

test.each(rows)('%s: %s', async (name, _case, events, verdict) => {
  const inOrder = [...first, ...events, ended].toSorted((x, y) => x.atUs - y.atUs)
  const check = await judgedCheck(name, { manifest: quiet, events: inOrder })
  expect(check).toMatchObject({ verdict })
})

/** Ten requests a second through the whole load; those that are such fail. */
const calls = (isBad: (atS: number) => boolean) => ({
  main: Array.from({ length: 400 }, (_call, index) => {
    const atS = 5 + index / 10
    const intendedAtUs = atS * second
    const bad = isBad(atS) ? ({ outcome: 'failed', status: 500 } as const) : {}
    return {
      ...clientBase,
      requestId: index + 1,
      intendedAtUs,
      endedAtUs: intendedAtUs + 1_000,
      ...bad,
    }
  }),
})
const started = life('process-started', a)
const ready = life('process-ready', a)

test.each([
  ['the plane lived', [], () => false, 'not-claimed'],
  ['requests are served as before', [dies(10), returns(30)], () => false, 'holds'],
  [
    'they fail while it is down',
    [dies(10), returns(30)],
    (atS: number) => atS > 12 && atS < 20,
    'broken',
  ],
  [
    'they fail whether it is there or not',
    [dies(10), returns(30)],
    (atS: number) => Math.round(atS * 10) % 10 === 0,
    'holds',
  ],
  [
    'a restarted instance comes back',
    [dies(10), started(15), ready(16), returns(30)],
    () => false,
    'holds',
  ],
  ['a restarted instance does not', [dies(10), started(15), returns(30)], () => false, 'broken'],
] as const)('gateway.static-stability: %s', async (_case, events, isBad, verdict) => {
  const check = await judgedCheck('gateway.static-stability', {
    manifest: quiet,
    events: [...first, ...events, ended],
    client: calls(isBad),
  })
  expect(check).toMatchObject({ verdict })
})

test('gateway.static-stability: a region that goes with the plane in it is another matter', async () => {
  const fault = {
    id: 'region-down#1',
    kind: 'region-down',
    params: {},
    targets: ['management', a],
    atS: 5,
    durationS: 20,
  }
  const step = (kind: 'fault-applying' | 'fault-healed', atS: number): DrillEvent => ({
    kind,
    atUs: atS * second,
    source: 'controller',
    fault: fault.id,
  })
  const told = (faults: readonly (typeof fault)[]) =>
    judgedCheck('gateway.static-stability', {
      manifest: { ...quiet, faults },
      events: [
        ...first,
        step('fault-applying', 9.5),
        dies(10),
        returns(30),
        step('fault-healed', 31),
        ended,
      ],
      client: calls((atS) => atS > 12 && atS < 20),
    })
  expect(await told([fault])).toMatchObject({ verdict: 'not-claimed' })
  const alone = { ...fault, targets: ['management'] }
  expect(await told([alone])).toMatchObject({ verdict: 'broken' })
})

test('config.rpo tells who had the change when the plane died, and the page has the curve', async () => {
  const events = [published(2, 10), ...[dies(10.2), returns(20)], applied(a, 2, 21)]
  const { check, texts, summary } = await checkedRun('config.rpo', {
    manifest: quiet,
    events: [...first, ...events, ended],
  })
  expect(check?.why).toContain('had by survivors of a death after 200 ms: 0 of 2')
  expect(summary.configurationLoss).toMatchObject([{ afterMs: 200, held: 0, isLost: true }])
  expect(texts.html).toContain('Configuration lost with the management plane')
  expect(texts.html).toContain('lost with the plane')
})
