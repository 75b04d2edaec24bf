import type { Problem } from '../../ledger/errors.ts'
import type { PolicyDocument } from '../../ledger/revision.ts'
import type { PolicyCheck } from '../policy/check-policies.ts'
import { policies } from '../policy/policies.ts'
import type { Instrument } from '../trace/recorded.ts'
import { expressionsIn } from './members.ts'

/** How often something is used that this gateway does not have. */
export type Unsupported = { readonly name: string; readonly count: number }

/** How much of policy documents this gateway runs. */
export type Coverage = {
  /**
   * `executable`: no request can reach anything in it that is not run as it is written. `refused`:
   * wrong as it stands, so that there is nothing to run. Both are among the `total`.
   */
  readonly documents: {
    readonly executable: number
    readonly refused: number
    readonly total: number
  }
  readonly policies: Counted
  /** Properties and methods in expressions, each use by itself. */
  readonly members: Counted
}

/** `unsupported` has the most frequent first. */
export type Counted = {
  readonly supported: number
  readonly total: number
  readonly unsupported: readonly Unsupported[]
}

/** Said at load, and run as it is written all the same. */
const runsAnyway: ReadonlySet<string> = new Set(['POLICY_ADVICE', 'POLICY_NOT_ALLOWED_HERE'])

/** Whether a problem keeps a document from doing all that it says. */
export function isHindrance({ code }: Problem): boolean {
  return !runsAnyway.has(code)
}

/**
 * The documents that are wrong as they stand: with errors, or with a policy that the service has
 * not either.
 */
export function refusedFiles(
  errors: readonly Problem[],
  warnings: readonly Problem[],
): ReadonlySet<string> {
  const unknown = warnings.filter(({ code }) => code === 'POLICY_UNKNOWN')
  return new Set([...errors, ...unknown].map(fileOf))
}

export type PolicyWatch = {
  readonly instrument: Instrument
  /** Every policy seen, by its place: once for each, however often it was compiled. */
  readonly seen: ReadonlyMap<string, { readonly name: string; readonly file: string }>
  /** Documents with a policy among them. */
  readonly files: ReadonlySet<string>
}

/** Takes down which policies documents hold while they are compiled. */
export function watchPolicies(): PolicyWatch {
  const seen = new Map<string, { name: string; file: string }>()
  const files = new Set<string>()
  return {
    seen,
    files,
    instrument(step, { document, offset, name }) {
      seen.set(`${document.file}:${offset}`, { name, file: document.file })
      files.add(document.file)
      return step
    },
  }
}

/** Counts what the documents use, against what was found in them. */
export function coverageOf(
  documents: readonly PolicyDocument[],
  { seen }: PolicyWatch,
  { errors, warnings }: Pick<PolicyCheck, 'errors' | 'warnings'>,
): Coverage {
  const problems = [...errors, ...warnings]
  const refused = refusedFiles(errors, warnings)
  const hindered = new Set(problems.filter(isHindrance).map(fileOf))
  const known = new Set(policies.map(({ name }) => name))
  const files = new Set(documents.map(({ file }) => file))
  // Documents that only stand in for others are not theirs.
  const used = [...seen.values()].filter(({ file }) => files.has(file)).map(({ name }) => name)
  const missing = used.filter((name) => !known.has(name))
  const unknownMembers = problems.filter(({ code }) => code === 'EXPRESSION_UNSUPPORTED')
  const members = documents.reduce((sum, document) => sum + expressionsIn(document).members, 0)
  return {
    documents: {
      executable: documents.filter(({ file }) => !hindered.has(file)).length,
      refused: documents.filter(({ file }) => refused.has(file)).length,
      total: documents.length,
    },
    policies: counted(used.length, missing),
    members: counted(
      Math.max(members, unknownMembers.length),
      unknownMembers.map(({ what }) => what.replace(/ is not (supported|known)$/, '')),
    ),
  }
}

/** Of `file:line:column`. */
export function fileOf({ where }: Problem): string {
  return where.replace(/:\d+:\d+$/, '')
}

function counted(total: number, missing: readonly string[]): Counted {
  const counts = new Map<string, number>()
  for (const name of missing) counts.set(name, (counts.get(name) ?? 0) + 1)
  const unsupported = [...counts]
    .map(([name, count]) => ({ name, count }))
    .toSorted((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1))
  return { supported: total - missing.length, total, unsupported }
}
