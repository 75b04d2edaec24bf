import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { attributionOf } from '../../../reports/attribution.ts'
import { reconcile } from '../../../reports/reconcile/reconcile.ts'
import { reportRun } from '../../../reports/report.ts'
import { RunStore } from '../../../reports/store/store.ts'
import { type Summary, summarySchema } from '../../../reports/summary.ts'
import { manifest, writeRun } from './run-folder.ts'
import { zoneDownRun } from './zone-down-run.ts'

let folder: string
let summary: Summary
const read = (name: string) => readFileSync(join(folder, name), 'utf8')
const nasty = '</style><script>alert("1")</script>\'&'

beforeAll(async () => {
  const content = zoneDownRun()
  const run = { ...content.manifest, command: nasty, scenarioName: nasty }
  folder = writeRun({ ...content, manifest: run })
  summary = await reportRun(folder)
})
afterAll(() => rmSync(folder, { recursive: true }))

test('the summary is what its schema says, adds up, and passes', () => {
  expect(summarySchema.parse(JSON.parse(read('summary.json')))).toEqual(summary)
  expect(summary).toMatchObject({ verdict: 'pass', exitCode: 0 })
  const { offered, ok, rejected, failed, unknown, notSent } = summary.reconciliation
  expect(ok + rejected + failed + unknown + notSent).toBe(offered)
})

test('objectives about a part of the load are judged from its requests alone', async () => {
  const content = zoneDownRun(3, 100)
  const objectives = [
    'p50(latency) < 1s for operation get-order',
    'p50(latency) < 1s for operation get-order for zone westeurope-1',
    'p50(latency) < 1s for api orders for region westeurope',
    'p50(latency) < 1s for population nobody',
  ]
  const scenario = { ...Object(content.manifest.scenario), objectives }
  const run = writeRun({ ...content, manifest: { ...content.manifest, scenario } })
  const told = (await reportRun(run)).objectives
  await using store = await RunStore.open(run)
  const counted = await store.numbers(
    `SELECT count(*) FILTER (operation = 'get-order') AS one,
      count(*) FILTER (operation = 'get-order' AND zone = 'westeurope-1') AS two,
      count(*) FILTER (api = 'orders' AND region = 'westeurope') AS three
    FROM requests, run WHERE outcome <> 'rejected' AND intended_at_us >= load_start_us`,
  )
  const { one, two, three } = counted
  expect(told.map(({ samples }) => samples)).toEqual([one?.[0], two?.[0], three?.[0], 0])
  expect(told.map(({ verdict }) => verdict)).toEqual(['pass', 'pass', 'pass', 'inconclusive'])
  expect(two?.[0]).toBeLessThan(one?.[0] ?? 0)
  rmSync(run, { recursive: true })
})

test('quantiles are those that DuckDB computes from what the clients wrote', async () => {
  await using store = await RunStore.open(folder)
  const measured = summary.objectives.filter(({ measure }) => measure === 'latency')
  expect(measured).toHaveLength(2)
  for (const { phase, samples, measured: ms } of measured) {
    // From the attempts alone, beside the columns that objectives are judged from.
    const { q, n } = await store.numbers(
      `SELECT quantile_disc(us, 0.99) / 1e3 AS q, count(*)::DOUBLE AS n FROM (
          SELECT CASE WHEN outcome = 'ok' THEN ended_at_us - intended_at_us
            ELSE 'infinity'::DOUBLE END AS us
          FROM attempts JOIN phases ON intended_at_us >= from_us AND intended_at_us < to_us
          WHERE phase = '${phase}' AND outcome <> 'rejected')`,
    )
    expect([ms, samples]).toEqual([q?.[0], n?.[0]])
  }
})

test('a second report of the same folder has the same bytes', async () => {
  const before = ['summary.json', 'report.html', 'junit.xml', 'summary.md', 'in-flight.json'].map(
    read,
  )
  await reportRun(folder)
  const after = ['summary.json', 'report.html', 'junit.xml', 'summary.md', 'in-flight.json'].map(
    read,
  )
  expect(after).toEqual(before)
})

test('every request that was not ok is explained, exactly once', () => {
  const { rejected, failed, unknown, notSent } = summary.reconciliation
  const explained = summary.attribution.reduce((sum, { count }) => sum + count, 0)
  expect(explained).toBe(rejected + failed + unknown + notSent)
  expect(summary.attribution.filter(({ cause }) => cause === 'unexplained')).toEqual([])
})

test('the page runs its own script and, whatever names of others hold, no other', () => {
  const page = read('report.html')
  const scripts = [...page.matchAll(/<script([^>]*)>(.*?)<\/script>/gs)]
  expect(scripts).toHaveLength(2)
  expect(scripts[0]?.[1]).toBe(' type="application/json" id="page-data"')
  expect(() => JSON.parse(scripts[0]?.[2] ?? '')).not.toThrow()
  const digest = createHash('sha256')
    .update(scripts[1]?.[2] ?? '')
    .digest('base64')
  expect(page).toContain(`style-src 'unsafe-inline'; script-src 'sha256-${digest}'">`)
})

test('the page is one file that asks for nothing', () => {
  const page = read('report.html')
  expect(page).not.toMatch(/(src|href)="(?!#)/)
  expect(page).not.toMatch(/url\((?!#)/)
  expect(page).not.toContain('@import')
  expect(page.length).toBeLessThan(3_000_000)
  const pictures = page.match(/<svg role="img"[^>]*>/g) ?? []
  // Eight charts, the world, the world at seven key moments, and the lives of two requests.
  expect(pictures).toHaveLength(18)
  expect(pictures.filter((picture) => !/aria-label="[^"]{20,}/.test(picture))).toEqual([])
})

test('names of others are escaped wherever they stand', () => {
  expect(read('report.html')).toContain('&lt;/style&gt;&lt;script&gt;alert(&quot;1&quot;)')
  expect(read('junit.xml')).not.toContain('<script')
  // Between backticks Markdown knows no markup.
  expect(read('summary.md').replaceAll(/`[^`]*`/g, '')).not.toContain('<script')
})

test('no id stands twice in the page, and every link leads to one', () => {
  const page = read('report.html').replaceAll(/<script.*?<\/script>/gs, '')
  const ids = [...page.matchAll(/\sid="([^"]+)"/g)].map((match) => match[1])
  expect(new Set(ids).size).toBe(ids.length)
  const links = [...page.matchAll(/(?:href="|url\()#([^")]+)/g)].map((match) => match[1])
  expect(links.filter((link) => !ids.includes(link))).toEqual([])
})

test('JUnit has a case per objective, per check, and one for the run itself', () => {
  const junit = read('junit.xml')
  expect(junit.match(/<testcase /g)).toHaveLength(
    summary.objectives.length + summary.checks.length + 1,
  )
  expect(junit).toContain('failures="0" errors="0"')
  expect(junit).toContain('<property name="limit" value="250 ms"/>')
})

test('the relations are kept as Parquet and can be read back', async () => {
  await using store = await RunStore.open(folder)
  const path = join(folder, 'parquet/requests.parquet')
  const { count } = await store.numbers(`SELECT count(*) AS count FROM '${path}'`)
  expect(count?.[0]).toBe(summary.reconciliation.offered)
})

test('an interrupted run is aborted, and is reported as far as it came', async () => {
  const content = zoneDownRun(2, 100)
  const { ended: _ended, ...cut } = { ...content.manifest, loads: [] }
  const events = content.events.filter(({ atUs }) => atUs < 20_000_000)
  const here = writeRun({ ...content, manifest: cut, events })
  const aborted = await reportRun(here)
  rmSync(here, { recursive: true })
  expect(aborted).toMatchObject({ verdict: 'aborted', exitCode: 4 })
  expect(aborted.reconciliation.offered).toBeGreaterThan(3_000)
  expect(aborted.why).toContain('its controller died')
})

test('a run that wrote nothing at all is reported', async () => {
  const here = writeRun({
    manifest: { ...manifest, ended: 'failed', endedWhy: 'port in use' },
    events: [],
  })
  const empty = await reportRun(here)
  rmSync(here, { recursive: true })
  expect(empty).toMatchObject({ verdict: 'aborted', exitCode: 4 })
  expect(empty.why).toContain('port in use')
  expect(empty.objectives.map(({ verdict }) => verdict)).not.toContain('pass')
})

test.each([
  ['no folder', undefined, 'RUN_FOLDER_MISSING'],
  ['no JSON', '{', 'RUN_MANIFEST_INVALID'],
  ['another version', '{"format":"gatedrill-run-9"}', 'RUN_OTHER_VERSION'],
  ['a manifest without faults', JSON.stringify({ ...manifest, faults: 1 }), 'RUN_MANIFEST_INVALID'],
])('a run folder with %s is refused', async (_case, text, code) => {
  const here = mkdtempSync(join(tmpdir(), 'gatedrill-bad-'))
  if (text !== undefined) writeFileSync(join(here, 'run.json'), text)
  await expect(reportRun(here)).rejects.toMatchObject({ problems: [{ code }] })
  rmSync(here, { recursive: true })
})

test('an event line that was cut off is counted, and the others are read', async () => {
  const here = writeRun(zoneDownRun(3, 50))
  const path = join(here, 'events.ndjson')
  writeFileSync(path, `${readFileSync(path, 'utf8')}{"atUs": 1, "ki`)
  await using store = await RunStore.open(here)
  expect(store.eventLedger.brokenLines).toHaveLength(1)
  expect(store.faults[0]?.provenAtUs).toBeDefined()
  await reconcile(store)
  expect((await attributionOf(store)).length).toBeGreaterThan(0)
  rmSync(here, { recursive: true })
})
