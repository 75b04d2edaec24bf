import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'

/** A database and what it lies on, if anything. */
export type Database = Disposable & { readonly connection: DuckDBConnection }

/** Ledgers of more than this are not held in memory. */
const inMemoryMaxBytes = 256 * 2 ** 20
/** Of the database alone; what a report holds beside it is about as much for ten million requests. */
const memoryLimit = '1400MB'

/**
 * A database for the ledgers of a run: in memory, or of a large run in a file beside them, which
 * goes with it. Where there is room for ledgers, there is room for that.
 */
export async function openDatabase(folder: string): Promise<Database> {
  using undo = new DisposableStack()
  const isLarge = ledgerBytesIn(folder) > inMemoryMaxBytes
  const place = isLarge ? mkdtempSync(join(folder, '.report-')) : undefined
  if (place !== undefined) undo.defer(() => rmSync(place, { recursive: true, force: true }))
  const path = place === undefined ? ':memory:' : join(place, 'run.duckdb')
  const options =
    place === undefined ? {} : { memory_limit: memoryLimit, temp_directory: join(place, 'spill') }
  const instance = await DuckDBInstance.create(path, options)
  undo.defer(() => instance.closeSync())
  const connection = await instance.connect()
  undo.defer(() => connection.closeSync())
  // Nothing of this is to survive: no log has to be written into the file in between.
  if (place !== undefined) await connection.run("SET checkpoint_threshold = '1TB'")
  const open = undo.move()
  return { connection, [Symbol.dispose]: () => open.dispose() }
}

function ledgerBytesIn(folder: string): number {
  try {
    const ledgers = join(folder, 'ledgers')
    return readdirSync(ledgers).reduce((sum, name) => sum + statSync(join(ledgers, name)).size, 0)
  } catch {
    // Without ledgers; that is for others to say.
    return 0
  }
}
