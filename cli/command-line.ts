/** The options of `run` that decide what it does, as they were typed. */
export type Repeatable = {
  readonly config?: string
  readonly seed: number
  readonly set: readonly string[]
  readonly twin?: true
  readonly strict?: true
  /** OpenSLO files. */
  readonly slos?: readonly string[]
  readonly engine?: 'native' | 'k6'
  readonly baseline?: string
  readonly allow?: readonly string[]
}

/**
 * The command that repeats a run, as a shell takes it. It is written into the run folder and the
 * report, so what a secret was set to is left out.
 */
export function commandLineOf(
  scenario: string,
  { config, seed, set, twin, slos = [], strict, engine, baseline, allow = [] }: Repeatable,
  command: 'run' | 'up' | 'capacity' = 'run',
): string {
  const words = ['gatedrill', command, scenario, '--seed', String(seed)]
  if (config !== undefined) words.push('--config', config)
  if (twin === true) words.push('--twin')
  for (const change of set) words.push('--set', withoutSecret(change))
  if (engine !== undefined) words.push('--engine', engine)
  for (const file of slos) words.push('--slos', file)
  if (strict === true) words.push('--strict')
  if (baseline !== undefined) words.push('--baseline', baseline)
  for (const difference of allow) words.push('--allow', difference)
  return words.map(quoted).join(' ')
}

function withoutSecret(change: string): string {
  const at = change.indexOf('=')
  const isSecret = /namedValues|subscriptionKeys|k6\.env/.test(change)
  return at > 0 && isSecret ? `${change.slice(0, at)}=(hidden)` : change
}

/** A word as a shell takes it. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}
