import type { Problem } from '../../ledger/errors.ts'
import type { CheckedArtifacts } from '../../ledger/launch/checker.ts'
import { type ArmError, invalid } from './arm-error.ts'
import type { ArtifactChanges } from './artifact-store.ts'

/**
 * What this gateway cannot do though the service can, or what a client is about to add: no reason
 * to refuse a change.
 */
const accepted = new Set([
  'POLICY_NOT_SUPPORTED',
  'POLICY_RUNS_OTHERWISE',
  'EXPRESSION_UNSUPPORTED',
  'NAMED_VALUE_WITHOUT_VALUE',
  'ARTIFACTS_VALUE_MISSING',
  'ARTIFACTS_API_WITHOUT_OPERATIONS',
  'ARTIFACTS_API_WITHOUT_INFORMATION',
  'ARTIFACTS_API_TYPE_NOT_SERVED',
  'ARTIFACTS_RESOLVERS_NOT_RUN',
  'ARTIFACTS_BACKEND_PROXY',
  'ARTIFACTS_BREAKER_RULES',
  'ARTIFACTS_INVALID_SCHEMA',
])

/**
 * Why a change is not taken: it cannot be served, or it brings in a mistake that was not there
 * before; undefined when it can be.
 */
export function refusalOf(
  { content, errors, warnings }: CheckedArtifacts,
  known: readonly Problem[],
  changes: ArtifactChanges,
): ArmError | undefined {
  const before = new Set(known.map(keyOf))
  const mistakes = warnings.filter(
    (problem) => !accepted.has(problem.code) && !before.has(keyOf(problem)),
  )
  const problems = [...errors, ...mistakes]
  if (problems.length === 0 && content !== undefined) return undefined
  return invalid(problems.map((problem) => detailOf(problem, changes)))
}

// Not by its place, for a change above it moves it.
function keyOf({ code, what }: Problem): string {
  return `${code}\n${what}`
}

/** Source: what APIM answers to a policy, `Error in element 'x' on line 3, column 10: ...`. */
function detailOf({ code, where, what, fix }: Problem, changes: ArtifactChanges) {
  const [, file = where, line, column] = /^(.*?):(\d+):(\d+)/.exec(where) ?? []
  const said = `${what}; ${fix} (${code})`
  if (line === undefined) return { target: file, message: said }
  const element = file.endsWith('.xml') ? elementAt(changes.get(file), line, column) : undefined
  const at = element === undefined ? 'Error' : `Error in element '${element}'`
  const place = `${at} on line ${line}, column ${column}`
  const elsewhere = changes.has(file) ? '' : ` of ${file}`
  return { target: element ?? file, message: `${place}${elsewhere}: ${said}` }
}

/** The element whose start tag stands at, or around, a place of an XML text. */
function elementAt(xml: string | undefined, line: string, column: string | undefined) {
  const lines = xml?.split('\n').slice(0, Number(line)) ?? []
  const last = lines.pop() ?? ''
  const before = [...lines, last.slice(0, Number(column))].join('\n')
  const start = before.lastIndexOf('<')
  const rest = (xml ?? '').slice(Math.max(0, start))
  return /^<([A-Za-z][\w-]*)/.exec(rest)?.[1]
}
