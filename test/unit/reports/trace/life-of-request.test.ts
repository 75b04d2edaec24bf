import { rmSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { traceparentOf } from '../../../../ledger/ids.ts'
import { RunTables } from '../../../../reports/query/run-tables.ts'
import { lifeOfRequest } from '../../../../reports/trace/life-of-request.ts'
import { lifePage } from '../../../../reports/trace/life-page.ts'
import { tellingLivesOf } from '../../../../reports/trace/telling-lives.ts'
import { manifest, writeRun } from '../run-folder.ts'
import { zoneDownRun } from '../zone-down-run.ts'

let folder: string
let tables: RunTables

beforeAll(async () => {
  folder = writeRun(zoneDownRun())
  tables = await RunTables.open(folder)
})
afterAll(async () => {
  await tables[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true })
})

async function firstOf(where: string): Promise<number> {
  const [row] = await tables.rows(
    `SELECT request_id AS id FROM requests WHERE ${where} ORDER BY 1 LIMIT 1`,
    z.object({ id: z.number() }),
  )
  return row?.id ?? -1
}

const witnessesOf = (steps: readonly { readonly witness: string }[]) =>
  steps.map(({ witness }) => witness.split(' ')[0])

test('a request that was answered is told by client, edge, gateway and backend, in order', async () => {
  const { request, explanation, steps } = await lifeOfRequest(
    tables,
    String(await firstOf("outcome = 'ok' AND executions = 1")),
  )
  expect(request).toMatchObject({ outcome: 'ok', attempts: 1, executions: 1 })
  expect(explanation).toBeUndefined()
  expect(new Set(witnessesOf(steps))).toEqual(
    new Set(['client', 'westeurope', 'gateway', 'backend']),
  )
  const instants = steps.map(({ atUs }) => atUs)
  expect(instants).toEqual(instants.toSorted((a, b) => a - b))
  expect(steps[0]?.what).toBe('due')
  expect(steps.map(({ what }) => what).join('\n')).toMatch(/answered 200 by backend[\s\S]*: ok/)
})

test('a request that a fault hit is told with the fault, and why it went wrong', async () => {
  const id = await firstOf("outcome = 'unknown' AND failure = 'deadline'")
  const { explanation, steps } = await lifeOfRequest(tables, String(id))
  expect(explanation?.cause).toMatch(/in flight at t0|before detection/)
  expect(witnessesOf(steps)).toContain('fault')
  expect(steps.map(({ what }) => what).join('\n')).toMatch(/zone-down#1 [\s\S]*its deadline came/)
})

test('a refusal is told with the limit that refused it', async () => {
  const id = await firstOf("outcome = 'rejected'")
  const { explanation, steps } = await lifeOfRequest(tables, String(id))
  expect(explanation).toMatchObject({ layer: 'gateway', cause: 'limit' })
  expect(steps.map(({ what }) => what).join('\n')).toMatch(/refuses it: \d+ of \d+ in 1 s/)
})

test('what a log calls the request is an id too', async () => {
  const traceparent = traceparentOf(manifest.runId, { requestId: 7, attempt: 1 })
  for (const asked of ['7', traceparent, traceparent.slice(3, 35)]) {
    expect((await lifeOfRequest(tables, asked)).request.requestId).toBe(7)
  }
})

test.each(['999999', 'abc', '0', `00-${'f'.repeat(32)}-${'0'.repeat(16)}-01`])(
  '%s is no request of the run, which says what ids it has',
  async (asked) => {
    await expect(lifeOfRequest(tables, asked)).rejects.toMatchObject({
      problems: [
        {
          code: 'RUN_REQUEST_UNKNOWN',
          where: asked,
          why: expect.stringMatching(/ids from 1 to \d+/),
        },
      ],
    })
  },
)

test('the lives that tell most are of the slowest answered request and of one that was lost', async () => {
  const [slowest, lost] = await tellingLivesOf(tables)
  const { request } = await lifeOfRequest(
    tables,
    String(
      await firstOf("latency_us = (SELECT max(latency_us) FROM requests WHERE outcome = 'ok')"),
    ),
  )
  expect(slowest?.request).toEqual(request)
  expect(lost?.request).toMatchObject({ outcome: 'unknown', phase: 'during' })
})

test('a life as a page has a named picture, and every step in a table', async () => {
  const [life] = await tellingLivesOf(tables)
  if (life === undefined) return expect.unreachable()
  const page = await lifePage(life)
  expect(page).toMatch(/<svg role="img" aria-label="The life of request \d+: [^"]{40,}/)
  expect(page.match(/<tr>/g)).toHaveLength(life.steps.length + 1)
  expect(page).not.toContain('<script')
  expect(page).not.toMatch(/"#[0-9a-f]{6}"/)
})

test('a connection that nobody saw close is told without its end', async () => {
  const run = zoneDownRun(1, 20)
  const edge = Object.entries(run.edge ?? {}).map(([writer, records]) => [
    writer,
    records.map((record) => ({ ...record, closedAtUs: 0, closedBy: '' })),
  ])
  const open = writeRun({ ...run, edge: Object.fromEntries(edge) })
  try {
    await using ofOpen = await RunTables.open(open)
    const { steps } = await lifeOfRequest(ofOpen, '1')
    const told = steps.map(({ what }) => what).join('\n')
    expect(told).toContain('its connection leads to')
    expect(told).not.toContain('is closed by')
  } finally {
    rmSync(open, { recursive: true })
  }
})
