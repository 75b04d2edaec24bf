import { loadArtifacts } from '../gateway/config/load-artifacts.ts'
import { readVault } from '../gateway/config/vault.ts'
import { GatedrillError, type Problem } from '../ledger/errors.ts'
import type { RevisionContent } from '../ledger/revision.ts'
import type { Scenario } from '../scenarios/schema.ts'
import { filesOf, policyProblemsOf } from './policy-problems.ts'
import { subscriptionKeysOf } from './subscription-keys.ts'

export type ConfigurationOptions = {
  readonly scenario: Scenario
  readonly seed: number
  /** Stands in for key vaults. */
  readonly vaultFile: string | undefined
  /** Whatever is not supported is an error then. */
  readonly isStrict: boolean
}

export type Configuration = {
  readonly content: RevisionContent
  /** Files of policy documents with something that will not work. */
  readonly failing: ReadonlySet<string>
}

/** The configuration of a drill; says on standard error how much of it will not work. */
export async function loadConfiguration(
  folder: string,
  { scenario, seed, vaultFile, isStrict }: ConfigurationOptions,
): Promise<Configuration> {
  const { namedValues, subscriptionKeys } = scenario.gateway
  const keysOf = subscriptionKeysOf(subscriptionKeys, seed)
  const vault = vaultFile === undefined ? undefined : await readVault(vaultFile)
  const { content, warnings } = await loadArtifacts(folder, { namedValues, keysOf, vault })
  const ofPolicies = policyProblemsOf(content)
  const problems: readonly Problem[] = [...warnings, ...ofPolicies]
  if (isStrict && problems.length > 0) throw new GatedrillError(problems)
  if (problems.length > 0) {
    process.stderr.write(
      `${problems.length} ${problems.length === 1 ? 'thing' : 'things'} in this configuration will ` +
        `not work as written; "gatedrill validate ${folder}" lists them\n`,
    )
  }
  return { content, failing: filesOf(ofPolicies) }
}
