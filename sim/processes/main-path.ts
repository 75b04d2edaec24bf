import { existsSync } from 'node:fs'
import { extname, resolve } from 'node:path'

/**
 * The file of a process, `gateway/main` say: TypeScript beside TypeScript, and its compiled twin
 * in a built package.
 */
export function mainPathOf(main: string): string {
  const path = resolve(import.meta.dirname, '../..', main)
  return existsSync(path) ? path : `${path}${extname(import.meta.filename)}`
}
