import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { backendRecord, clientRecord, gatewayRecord } from '../../../../ledger/records.ts'
import { RunTables } from '../../../../reports/query/run-tables.ts'
import { reconcile } from '../../../../reports/reconcile/reconcile.ts'
import { reportRun } from '../../../../reports/report.ts'
import { RunStore } from '../../../../reports/store/store.ts'
import { doubtsOf } from '../../../../reports/verdict.ts'
import { writeRun } from '../run-folder.ts'
import { zoneDownRun } from '../zone-down-run.ts'

const run = zoneDownRun(1, 50)
const client = 'client-load-1.ledger'
const gateway = 'gateway-westeurope-1-u1-a-1.ledger'
const killed = 'gateway-westeurope-2-u2-a-1.ledger'
const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

async function found(harm: (ledgers: string) => void) {
  const folder = writeRun(run)
  folders.push(folder)
  harm(join(folder, 'ledgers'))
  await using store = await RunStore.open(folder)
  const reconciliation = await reconcile(store)
  const doubts = doubtsOf(store.manifest, store.faults, reconciliation, [], undefined)
  return { broken: reconciliation.broken, doubts, sums: reconciliation.sums, store }
}

function changed(path: string, change: (bytes: Buffer) => Buffer): void {
  writeFileSync(path, change(readFileSync(path)))
}

/** The place of a byte of a record, from the start of the file. */
const bodyOf = (bytes: Buffer) => bytes.indexOf(0x0a) + 1

function flipBit(bytes: Buffer, at: number): Buffer {
  bytes[at] = (bytes[at] ?? 0) ^ 4
  return bytes
}

function without(bytes: Buffer, record: number, widthBytes: number): Buffer {
  const at = bodyOf(bytes) + record * widthBytes
  return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + widthBytes)])
}

test('a sound run has nothing to be said of', async () => {
  const { broken, doubts } = await found(() => undefined)
  expect(broken).toEqual([])
  expect(doubts.filter((doubt) => doubt.includes('ledger'))).toEqual([])
})

test.each<[string, string, (path: string) => void, RegExp]>([
  [
    'one bit of a latency is another',
    client,
    (path) =>
      changed(path, (bytes) => flipBit(bytes, bodyOf(bytes) + 70 * clientRecord.widthBytes + 46)),
    /client-load-1.ledger: \d+ records are not what was written; \d{4} records read/,
  ],
  [
    'the same in the ledger of a killed instance',
    killed,
    (path) =>
      changed(path, (bytes) => flipBit(bytes, bodyOf(bytes) + 9 * gatewayRecord.widthBytes + 30)),
    /westeurope-2-u2-a-1.ledger: \d+ records are not what was written; \d+ records read/,
  ],
  [
    'a name is another one',
    `${gateway}.names`,
    (path) => changed(path, (bytes) => flipBit(bytes, 4)),
    /westeurope-1-u1-a-1.ledger: \d+ records are not what was written/,
  ],
  [
    'the names are gone',
    `${gateway}.names`,
    (path) => rmSync(path),
    /westeurope-1-u1-a-1.ledger: \d+ records are not what was written/,
  ],
  [
    'a record is missing in the middle',
    gateway,
    (path) => changed(path, (bytes) => without(bytes, 5, gatewayRecord.widthBytes)),
    /westeurope-1-u1-a-1.ledger: .*gaps in its sequence; \d+ records read/,
  ],
  [
    'whole records are missing at the end',
    'backend-orders.ledger',
    (path) => changed(path, (bytes) => bytes.subarray(0, -3 * backendRecord.widthBytes)),
    /backend-orders.ledger: .*3 records at its end are gone; \d+ records read/,
  ],
  [
    'the last record is cut off',
    gateway,
    (path) => changed(path, (bytes) => bytes.subarray(0, -7)),
    /westeurope-1-u1-a-1.ledger: .*its last record is cut off; \d+ records read/,
  ],
  [
    'it does not start like a ledger',
    gateway,
    (path) => changed(path, (bytes) => flipBit(bytes, 3)),
    /westeurope-1-u1-a-1.ledger: .*; 0 records read/,
  ],
  [
    'its records have another size',
    gateway,
    (path) =>
      changed(path, (bytes) =>
        Buffer.from(
          bytes.toString('latin1').replace(/"widthBytes":\d+/, '"widthBytes":99'),
          'latin1',
        ),
      ),
    /westeurope-1-u1-a-1.ledger: a record has 99 bytes, and its fields have \d+; 0 records read/,
  ],
  [
    'it was made by another version',
    gateway,
    (path) =>
      changed(path, (bytes) =>
        Buffer.from(
          bytes.toString('latin1').replace('gatedrill-ledger-1', 'gatedrill-ledger-9'),
          'latin1',
        ),
      ),
    /this ledger has the format gatedrill-ledger-9; 0 records read/,
  ],
  ['it is empty', gateway, (path) => truncateSync(path, 0), /this file is empty; 0 records read/],
  ['it is missing', client, (path) => rmSync(path), /client-load-1.ledger: this file is missing/],
])('a ledger of which %s is named, and the rest is read', async (_case, file, harm, words) => {
  const { broken, doubts, store } = await found((ledgers) => harm(join(ledgers, file)))
  expect(broken.join('\n')).toMatch(words)
  expect(doubts.join('\n')).toMatch(words)
  const read = store.ledgers.filter(({ records }) => records > 0)
  expect(read.length).toBeGreaterThanOrEqual(store.ledgers.length - 2)
})

test('ledgers that went with all beside them are missed, each by its writer', async () => {
  const writers = [
    ['backend-orders.ledger', 'the backend orders'],
    [client, 'the load generator load-1'],
    [gateway, 'the instance westeurope-1-u1-a'],
    // Killed, and yet it was there when the run ended.
    [killed, 'the instance westeurope-2-u2-a'],
    ['admission-westeurope-1-u1-a-1.ledger', 'the counters of westeurope-1-u1-a'],
    ['edge-westeurope.ledger', 'the edge westeurope'],
  ] as const
  const { broken, doubts } = await found((ledgers) => {
    listLedgers(ledgers)
    for (const [file] of writers) {
      for (const rest of ['', '.names', '.sums']) rmSync(join(ledgers, `${file}${rest}`))
    }
  })
  for (const [file, who] of writers) {
    const said = `ledger ${file}: this file is missing: what ${who} saw is not known; 0 records read`
    expect(broken).toContain(said)
    expect(doubts).toContain(`the ledgers do not add up: ${said}`)
  }
  expect(broken).toContain('no client ledger')
})

test('a run whose ledgers are all there, as it lists them, has nothing to be said of', async () => {
  const { broken } = await found(listLedgers)
  expect(broken).toEqual([])
})

test('an answer says which ledger it is without, or that it went after the tables were made', async () => {
  const folder = writeRun(run)
  folders.push(folder)
  const ledgers = join(folder, 'ledgers')
  listLedgers(ledgers)
  const warnings = async () => {
    await using tables = await RunTables.open(folder)
    return tables.warnings
  }
  expect(await warnings()).toEqual([])
  for (const rest of ['', '.names', '.sums']) rmSync(join(ledgers, `backend-orders.ledger${rest}`))
  const gone = 'ledgers/backend-orders.ledger is gone, which the run had at its end'
  expect(await warnings()).toEqual([`${gone}: the tables were made before it went`])
  expect((await reportRun(folder)).verdict).toBe('inconclusive')
  expect(await warnings()).toEqual([`${gone}: what the backend orders saw is missing here`])
})

/** As a run does at its end. */
function listLedgers(ledgers: string): void {
  const path = join(ledgers, '..', 'run.json')
  const names = readdirSync(ledgers).filter((name) => name.endsWith('.ledger'))
  const manifest = JSON.parse(readFileSync(path, 'utf8'))
  writeFileSync(path, JSON.stringify({ ...manifest, ledgers: names }))
}

test.skipIf(!existsSync('/dev/full')).each(['summary.json', 'parquet/requests.parquet'])(
  'a disk that is full when %s is written is named, and nothing else is lost',
  async (name) => {
    const folder = writeRun(zoneDownRun(1, 20))
    folders.push(folder)
    mkdirSync(join(folder, 'parquet'))
    symlinkSync('/dev/full', join(folder, name))
    const before = readdirSync(join(folder, 'ledgers'))
    await expect(reportRun(folder)).rejects.toMatchObject({
      problems: [{ code: 'RUN_REPORT_UNWRITTEN', where: folder }],
    })
    expect(readdirSync(join(folder, 'ledgers'))).toEqual(before)
  },
)
