import '../../ledger/disposable-stack.ts'
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'

/** A database and what it lies on, if anything. */
export type Database = Disposable & {
  readonly connection: DuckDBConnection
  /** That one among them. */
  readonly connections: readonly DuckDBConnection[]
}

/** As many answers as may be worked on while one is read. */
const connectionCount = 3

/** Ledgers of more than this may not fit into memory once they are joined. */
const inMemoryMaxBytes = 256 * 2 ** 20
/** Of the database alone; what a report holds beside it is about as much for ten million requests. */
const memoryLimit = '1600MB'

/**
 * A database for the ledgers of a run, in memory. What of a large run does not fit is put beside its
 * ledgers, and goes with the database: where there was room for those, there is room for that.
 */
export async function openDatabase(folder: string): Promise<Database> {
  using undo = new DisposableStack()
  const isLarge = ledgerBytesIn(folder) > inMemoryMaxBytes
  if (isLarge) sweep(folder)
  const prefix = join(folder, `${placePrefix}${process.pid}-`)
  const place = isLarge ? mkdtempSync(prefix) : undefined
  if (place !== undefined) undo.defer(() => rmSync(place, { recursive: true, force: true }))
  const options = place === undefined ? {} : { memory_limit: memoryLimit, temp_directory: place }
  const instance = await DuckDBInstance.create(':memory:', options)
  undo.defer(() => instance.closeSync())
  const connect = async () => {
    const connection = await instance.connect()
    undo.defer(() => connection.closeSync())
    return connection
  }
  const connection = await connect()
  const connections = [connection]
  while (connections.length < connectionCount) connections.push(await connect())
  const open = undo.move()
  return { connection, connections, [Symbol.dispose]: () => open.dispose() }
}

const placePrefix = '.report-'

/** Removes what reports left that were killed: it is gigabytes. */
function sweep(folder: string): void {
  for (const name of readdirSync(folder)) {
    const pid = /^\.report-(\d+)-/.exec(name)?.[1]
    if (pid !== undefined && !isRunning(Number(pid)))
      rmSync(join(folder, name), { recursive: true, force: true })
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
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
