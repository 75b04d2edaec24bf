import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/** What code reads from beside itself, and no compiler copies. */
export const assets = [
  'scenarios/configs',
  'scenarios/traces/week-of-traffic.jsonl',
  'load/engines/k6/output',
  'load/engines/k6/v1',
  'reports/summary.schema.json',
  'reports/capacity/capacity.schema.json',
  // The script of a page is bundled from TypeScript when a report is made.
  'reports/render/script',
  'reports/topology/frame.ts',
  'reports/topology/looks.ts',
] as const

const root = import.meta.dirname
const compiler = join(root, 'node_modules/typescript/bin/tsc')

/**
 * Makes what is published: JavaScript, the types of what a scenario imports, and the assets, in
 * `folder`. Types are checked unless `isUnchecked`. Throws when the compiler finds something.
 */
export function buildPackage(folder: string, { isUnchecked = false } = {}): void {
  rmSync(folder, { recursive: true, force: true })
  for (const project of ['tsconfig.build.json', 'tsconfig.types.json']) {
    const words = ['-p', join(root, project), '--outDir', folder]
    const { status } = spawnSync(
      process.execPath,
      [compiler, ...words, ...(isUnchecked ? ['--noCheck'] : [])],
      { stdio: 'inherit' },
    )
    if (status !== 0) throw new Error(`tsc -p ${project} ended with ${status}`)
  }
  for (const asset of assets) {
    cpSync(join(root, asset), join(folder, asset), { recursive: true })
  }
  chmodSync(join(folder, 'cli/main.js'), 0o755)
}

if (import.meta.main) buildPackage(join(root, 'dist'))
