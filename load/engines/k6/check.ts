import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundleOf } from './bundle.ts'
import { withoutOwnVariables } from './command.ts'
import { findK6, type K6 } from './find-k6.ts'
import { inspectScript } from './inspect.ts'

/**
 * Finds k6 and lets it read the script, if there is one: what is wrong with either is a
 * GatedrillError before a world is started for it.
 */
export async function checkK6(
  { script, env }: { readonly script?: string | undefined; readonly env: Record<string, string> },
  surroundings: Readonly<Record<string, string | undefined>>,
): Promise<K6> {
  const k6 = findK6(surroundings)
  if (script === undefined) return k6
  const bundle = await bundleOf(script)
  const folder = mkdtempSync(join(tmpdir(), 'gatedrill-k6-'))
  try {
    const bundleFile = join(folder, 'bundle.js')
    writeFileSync(bundleFile, bundle)
    const seen = { ...withoutOwnVariables(surroundings), ...placeholders, ...env }
    inspectScript(k6.path, { script, bundleFile, env: seen })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  return k6
}

/** What is known only once the world is up, so that a script that reads it can be read. */
const placeholders = {
  BASE_URL: 'http://127.0.0.1:1',
  BASE_URLS: '{}',
  SUBSCRIPTION_KEYS: '{}',
  SEED: '1',
  RATE_PER_S: '1',
  DURATION_S: '1',
  WARM_UP_S: '0',
  TOKEN_URL: 'http://127.0.0.1:1/token',
  TOKEN_REQUEST: '{}',
}
