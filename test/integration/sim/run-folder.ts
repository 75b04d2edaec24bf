import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A folder for one test, with `logs/` and `ledgers/`; gone when disposed. */
export function runFolder(): Disposable & { readonly path: string; log(name: string): string } {
  const path = mkdtempSync(join(tmpdir(), 'gatedrill-'))
  mkdirSync(join(path, 'logs'))
  mkdirSync(join(path, 'ledgers'))
  return {
    path,
    log: (name) => join(path, 'logs', `${name}.log`),
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  }
}
