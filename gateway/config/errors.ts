import type { Problem } from '../../ledger/errors.ts'

/** Codes of problems in an artifact folder; a code is never used for something else. */
export const artifactCodes = [
  'ARTIFACTS_FOLDER_MISSING',
  'ARTIFACTS_TOO_LARGE',
  'ARTIFACTS_ENCODING',
  'ARTIFACTS_WITHOUT_APIS',
  'ARTIFACTS_SYNTAX',
  'ARTIFACTS_INVALID_FIELD',
  'ARTIFACTS_NOT_OPENAPI',
  'ARTIFACTS_INVALID_OPERATION',
  'ARTIFACTS_INVALID_SCHEMA',
  'ARTIFACTS_API_WITHOUT_INFORMATION',
  'ARTIFACTS_API_WITHOUT_OPERATIONS',
  'ARTIFACTS_API_TYPE_NOT_SERVED',
  'ARTIFACTS_RESOLVERS_NOT_RUN',
  'ARTIFACTS_POLICY_WITHOUT_OPERATION',
  'ARTIFACTS_UNKNOWN_REFERENCE',
  'ARTIFACTS_UNKNOWN_SCOPE',
  'ARTIFACTS_VALUE_MISSING',
  'ARTIFACTS_FRAGMENT_WITHOUT_POLICY',
  'ARTIFACTS_BACKEND_PROXY',
  'ARTIFACTS_BACKEND_WITHOUT_URL',
  'ARTIFACTS_BREAKER_RULES',
  'ARTIFACTS_POOL_MEMBERS',
] as const

export type ArtifactProblem = Problem & { readonly code: (typeof artifactCodes)[number] }

/** Collects what is wrong with a folder, so that all of it is told at once. */
export type Findings = {
  /** The folder cannot be served. */
  error(problem: ArtifactProblem): void
  /** It can, and the person should know. */
  warn(problem: ArtifactProblem): void
}

export function collectFindings(): Findings & {
  readonly errors: readonly Problem[]
  readonly warnings: readonly Problem[]
} {
  const errors: Problem[] = []
  const warnings: Problem[] = []
  return {
    errors,
    warnings,
    error: (problem) => void errors.push(problem),
    warn: (problem) => void warnings.push(problem),
  }
}
