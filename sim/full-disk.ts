import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const codes: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG'])

/** Why a disk takes no more, as the system says it; undefined for every other error. */
export function fullDiskIn(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  return codes.has(error.code) ? error.message : undefined
}

/** A manifest, twice while one replaces the other, and the last events. */
const reservedBytes = 1 << 18

const reserveOf = (folder: string) => join(folder, '.reserve')

/** Keeps room for the end of a run, whatever its ledgers have taken by then. */
export function reserveRoom(folder: string): void {
  writeFileSync(reserveOf(folder), Buffer.alloc(reservedBytes))
}

/** Gives the room back, for what is written next. */
export function releaseRoom(folder: string): void {
  rmSync(reserveOf(folder), { force: true })
}
