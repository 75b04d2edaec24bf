import { existsSync } from 'node:fs'
import { dirname, extname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundledMain } from './bundle.ts'

// Of the address, which within a bundle still is that of this source.
const file = fileURLToPath(import.meta.url)
const root = resolve(dirname(file), '../..')
const known = new Map<string, string>()

/**
 * The file of a process, `gateway/main` say: bundled where that can be, else TypeScript beside
 * TypeScript, and its compiled twin in a built package. It stays the same while this process lives,
 * so that all instances of a world run the same code. `GATEDRILL_BUNDLE=off` runs the sources.
 */
export function mainPathOf(main: string): string {
  const before = known.get(main)
  const path = before !== undefined && existsSync(before) ? before : findMain(main)
  known.set(main, path)
  return path
}

function findMain(main: string): string {
  const path = resolve(root, main)
  // A program outside the package, of a test.
  if (existsSync(path)) return path
  const extension = extname(file)
  const bundled =
    process.env.GATEDRILL_BUNDLE === 'off' ? undefined : bundledMain(main, root, extension)
  return bundled ?? `${path}${extension}`
}
