import type { DuckDBConnection } from '@duckdb/node-api'
import type { PhaseWindow } from '../phases.ts'
import {
  attemptsSql,
  connectionsSql,
  joinedViewsSql,
  onceSql,
  type Pass,
  perSecondSql,
  requestsAgainSql,
  viewsSql,
} from './relations.ts'

/** Requests that are joined at once: what the join of more would hold is gigabytes. */
const passRequests = 1_000_000

/** Makes the relations of a run from its tables of records. */
export async function joinWitnesses(
  connection: DuckDBConnection,
  phases: readonly PhaseWindow[],
): Promise<void> {
  await connection.run(connectionsSql)
  const isCrowded = (await numbersOf(connection, 'SELECT count(*) FROM crowd'))[0] !== 0
  if (isCrowded) for (const sql of onceSql) await connection.run(sql)
  for (const sql of viewsSql) await connection.run(sql)
  const passes = await passesOf(connection, isCrowded)
  // Made empty first: a table has one type of each column, whatever its first rows are.
  const alone = attemptsSql({ isCrowd: false }, phases)
  await connection.run(`CREATE TABLE attempts_alone AS ${alone} WITH NO DATA`)
  await connection.run('CREATE TABLE attempts_again AS FROM attempts_alone WITH NO DATA')
  for (const pass of passes) {
    const table = pass.isCrowd ? 'attempts_again' : 'attempts_alone'
    await connection.run(`INSERT INTO ${table} ${attemptsSql(pass, phases)}`)
  }
  await connection.run(requestsAgainSql(isCrowded, phases))
  for (const sql of joinedViewsSql(isCrowded)) await connection.run(sql)
  await connection.run('DROP TABLE client_records')
  await connection.run('DROP TABLE unseen')
  await connection.run(perSecondSql)
}

/** Ranges of ids with about as many requests in each. */
async function passesOf(connection: DuckDBConnection, isCrowded: boolean): Promise<Pass[]> {
  const [count = 0] = await numbersOf(connection, 'SELECT count(*) FROM client_records')
  const ranges = Math.max(1, Math.ceil(count / passRequests))
  const shares = Array.from({ length: ranges - 1 }, (_, index) => (index + 1) / ranges)
  const bounds =
    shares.length === 0
      ? []
      : await numbersOf(
          connection,
          // Of some of them, which are spread over all.
          `SELECT unnest(quantile_disc(request_id, [${shares.join(', ')}])) FROM client_records
            WHERE request_id % 64 = 0`,
        )
  return [undefined, ...bounds].flatMap((fromId, index) => {
    const range = { fromId, belowId: bounds[index] }
    const rest = { ...range, isCrowd: false, isWhole: !isCrowded }
    return isCrowded ? [rest, { ...range, isCrowd: true }] : [rest]
  })
}

async function numbersOf(connection: DuckDBConnection, sql: string): Promise<number[]> {
  const reader = await connection.runAndReadAll(sql)
  return reader.getRows().map(([value]) => Number(value))
}
