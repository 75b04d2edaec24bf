import type { LoadLaunch } from '../../../ledger/launch/load.ts'
import type { K6 } from './find-k6.ts'
import { scenariosOf } from './scenarios-of.ts'

/** k6's own default, whatever the script says: the ledger is written from these. */
const systemTags =
  'proto,subproto,status,method,url,name,group,check,error,error_code,tls_version,scenario,' +
  'service,expected_response'

export type Files = {
  /** `--config`: what the script does not say itself. */
  readonly options: string
  readonly summary: string
}

/** What k6 is started with. */
export function wordsOf(port: number, out: string, { options, summary }: Files): string[] {
  return [
    ...['run', '--paused', '--quiet', '--no-color', '--no-usage-report'],
    ...['--address', `127.0.0.1:${port}`, '--log-format', 'json', '--config', options],
    ...['--summary-export', summary, '--system-tags', systemTags, '--out', out, '-'],
  ]
}

/**
 * Options that a script may replace by its own. Scenarios stand there for scripts that say nothing
 * of how they run.
 */
export function optionsOf(launch: LoadLaunch, usersMax: number): Readonly<Record<string, unknown>> {
  const { populations = [], ratePerS } = launch
  // Half a gap less: whether k6 starts one more at the very end would be left to chance.
  const durationS = launch.durationS - 0.5 / ratePerS
  const isKept = populations.length === 0 || populations.some(({ keepAlive }) => keepAlive)
  return {
    scenarios: scenariosOf({ ...launch, durationS, usersMax }),
    noConnectionReuse: !isKept,
    // Bodies are for the script to ask for: the ledger does not need them.
    userAgent: 'k6 (gatedrill)',
  }
}

export type Entrances = readonly { readonly name: string; readonly url: string }[]

/**
 * What the script finds in `__ENV`. Secrets go this way and not by the command line, which all
 * users of the machine can read.
 */
export function environmentOf(
  launch: LoadLaunch,
  entrances: Entrances,
  surroundings: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const { k6, tokens, runId, host, deadlineMs, seed, ratePerS, durationS, warmUpS = 0 } = launch
  const { env = {}, keys = {}, dashboardPort } = k6 ?? {}
  return {
    ...withoutOwnVariables(surroundings),
    BASE_URL: entrances[0]?.url ?? '',
    BASE_URLS: JSON.stringify(Object.fromEntries(entrances.map(({ name, url }) => [name, url]))),
    SUBSCRIPTION_KEYS: JSON.stringify(keys),
    SEED: String(seed),
    RATE_PER_S: String(ratePerS),
    DURATION_S: String(durationS - warmUpS),
    WARM_UP_S: String(warmUpS),
    ...(tokens === undefined ? {} : tokenEnvironment(tokens)),
    ...env,
    GATEDRILL_RUN_ID: runId,
    GATEDRILL_HOST: host,
    GATEDRILL_DEADLINE_MS: String(deadlineMs),
    GATEDRILL_ENTRANCES: JSON.stringify(entrances.map(({ url }) => url)),
    // Else k6 asks a build service for modules that it does not have.
    K6_AUTO_EXTENSION_RESOLUTION: 'false',
    ...(dashboardPort === undefined ? {} : dashboardEnvironment(dashboardPort)),
  }
}

function tokenEnvironment({ endpoint, audience, claims }: NonNullable<LoadLaunch['tokens']>) {
  return {
    TOKEN_URL: `http://${endpoint.host}:${endpoint.port}/token`,
    TOKEN_REQUEST: JSON.stringify({ audience, claims }),
  }
}

function dashboardEnvironment(port: number) {
  return {
    K6_WEB_DASHBOARD: 'true',
    K6_WEB_DASHBOARD_HOST: '127.0.0.1',
    K6_WEB_DASHBOARD_PORT: String(port),
  }
}

/** The surroundings without what would change how k6 runs. */
export function withoutOwnVariables(
  surroundings: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const entries = Object.entries(surroundings).flatMap(([name, value]): [string, string][] =>
    value === undefined || name.startsWith('K6_') ? [] : [[name, value]],
  )
  return Object.fromEntries(entries)
}

/** `--out` of a k6 with the output of gatedrill, or of any. */
export function outOf({ hasOutput }: K6, port: number, token: string, csvFile: string): string {
  if (hasOutput) return `gatedrill=127.0.0.1:${port}/${token}`
  return `csv=fileName=${csvFile},timeFormat=unix_nano,saveInterval=200ms`
}
