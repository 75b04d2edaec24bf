import { expect, test } from 'vitest'
import { recoveryTimeMsOf, restoresOf } from '../../../reports/restores.ts'
import { faultOfA } from './evidence-of.ts'
import { manifest, second } from './run-folder.ts'

const at = (instance: string, region: string) => ({
  instance,
  region,
  zone: `${region}-1`,
  unit: 1,
})
const restored = (source: string, atS: number) => ({
  atUs: atS * second,
  kind: 'backup-restored' as const,
  source,
  detail: { backup: 'backups/nightly', revision: 3, checksum: 'sum' },
})
const lost = (atS: number, targets: string[]) => ({
  ...faultOfA,
  targets,
  applyingAtUs: atS * second,
})

async function restoreOf(source: string, given: { faults?: object[]; served?: object[] }) {
  const served = [
    { instance: 'west-a', revision: 3, servedAtUs: 12 * second },
    { instance: 'north-a', revision: 1, servedAtUs: 9 * second },
    { instance: 'north-a', revision: 3, servedAtUs: 17 * second },
    { instance: 'north-b', revision: 4, servedAtUs: 16 * second },
  ]
  const [restore] = await restoresOf({
    manifest: {
      ...manifest,
      faults: [],
      loads: [],
      scenario: { standby: { region: 'north' } },
      instances: [at('west-a', 'west'), at('north-a', 'north'), at('north-b', 'north')],
    },
    faults: [lost(2, ['orders']), lost(8, ['west-a', 'management']), lost(20, ['management'])],
    eventLedger: { events: [restored(source, 14)], brokenLines: [] },
    rows: (_sql, schema) =>
      Promise.resolve((given.served ?? served).map((row) => schema.parse(row))),
    ...(given.faults === undefined ? {} : { faults: [] }),
  })
  return restore
}

test('the recovery time runs from the loss of the plane to the first request of the standby', async () => {
  const restore = await restoreOf('management-standby', {})
  expect(restore).toMatchObject({ backup: 'backups/nightly', revision: 3, servedBy: 'north-b' })
  expect(restore?.lostAtUs).toBe(8 * second)
  expect(restore && recoveryTimeMsOf(restore)).toBe(8_000)
})

test.each([
  ['nothing was lost before', 'management-standby', { faults: [] }],
  ['nobody served with it', 'management-standby', { served: [] }],
  ['a service is restored into itself', 'management', {}],
])('there is no recovery time when %s', async (_case, source, given) => {
  const restore = await restoreOf(source, given)
  expect(restore?.restoredAtUs).toBe(14 * second)
  expect(restore && recoveryTimeMsOf(restore)).toBeUndefined()
})
