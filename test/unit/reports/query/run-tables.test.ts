import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { columnsOf, RunTables } from '../../../../reports/query/run-tables.ts'
import { keptRelations } from '../../../../reports/store/kept.ts'
import { writeRun } from '../run-folder.ts'
import { zoneDownRun } from '../zone-down-run.ts'

let folder: string
let tables: RunTables

beforeAll(async () => {
  folder = writeRun(zoneDownRun(1, 50))
  tables = await RunTables.open(folder)
})
afterAll(async () => {
  await tables[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true })
})

test('a run whose report was never made gets one, and every relation can be read', async () => {
  expect(readdirSync(folder)).toContain('report.html')
  const relations = await columnsOf(tables)
  expect(relations.map(({ name }) => name)).toEqual(keptRelations.map(({ name }) => name))
  for (const { columns } of relations) expect(columns).toMatch(/\w+ [A-Z]+/)
})

test('rows come as plain values, and no more of them than were asked for', async () => {
  const counted = await tables.answer(
    'SELECT count(*) AS n, 1.5 AS x, NULL AS nothing FROM requests',
    10,
  )
  expect(counted.columns.map(({ name }) => name)).toEqual(['n', 'x', 'nothing'])
  expect(counted.rows[0]?.[0]).toBeGreaterThan(1_000)
  expect(counted).toMatchObject({ isCut: false })
  const cut = await tables.answer('SELECT request_id FROM requests ORDER BY 1', 3)
  expect(cut).toMatchObject({ rows: [[1], [2], [3]], isCut: true })
})

test('the sums of the relations agree with each other', async () => {
  const [sums] = await tables.rows(
    `SELECT (SELECT count(*) FROM requests) AS requests,
      (SELECT sum(offered) FROM per_second) AS offered,
      (SELECT count(*) FROM requests WHERE outcome <> 'ok') AS wrong,
      (SELECT count(*) FROM explanations) AS explained`,
    z.object({
      requests: z.number(),
      offered: z.number(),
      wrong: z.number(),
      explained: z.number(),
    }),
  )
  expect(sums?.requests).toBe(sums?.offered)
  expect(sums?.wrong).toBe(sums?.explained)
  expect(sums?.wrong).toBeGreaterThan(0)
})

test.each([
  ['SELECT zon FROM requests', /"zon" not found/],
  ['SELEKT 1', /syntax error/i],
  ["SELECT * FROM read_csv('/etc/hostname')", /disabled by configuration/],
  ["COPY requests TO 'requests.csv'", /disabled by configuration/],
  ["ATTACH 'other.db'", /disabled by configuration/],
  ['SET enable_external_access = true', /locked|cannot/i],
])('%s is refused with what is wrong', async (sql, what) => {
  await expect(tables.answer(sql, 10)).rejects.toMatchObject({
    problems: [{ code: 'RUN_QUERY_WRONG', where: sql, what: expect.stringMatching(what) }],
  })
})

test('a folder without a run is refused before anything is made in it', async () => {
  await expect(RunTables.open(join(folder, 'ledgers'))).rejects.toMatchObject({
    problems: [{ code: 'RUN_FOLDER_MISSING' }],
  })
  expect(readdirSync(join(folder, 'ledgers'))).not.toContain('parquet')
})
