import type { Counted, Coverage } from '../gateway/check/coverage.ts'
import { type Paint, paintTerminal } from '../gateway/trace/trace-text.ts'
import type { Problem } from '../ledger/errors.ts'
import type { Findings } from './actions/validate.ts'

export type PrintOptions = { readonly isValid: boolean; readonly isJson: boolean }

/** Prints what a check found: as a table, or as JSON whose shape docs/gateway.md has. */
export function printFindings(findings: Findings, { isValid, isJson }: PrintOptions): void {
  const text = isJson
    ? JSON.stringify(jsonOf(findings, isValid), undefined, 2)
    : linesOf(findings, isValid, paintTerminal).join('\n')
  process.stdout.write(`${text}\n`)
}

type PlacedProblem = Problem & {
  /** Of `where`, when it names a place in a text. */
  readonly file?: string
  readonly line?: number
  readonly column?: number
}

function jsonOf({ said, errors, warnings, documents }: Findings, isValid: boolean) {
  return {
    valid: isValid,
    checked: said,
    errors: errors.map(placed),
    warnings: warnings.map(placed),
    ...(documents && {
      coverage: documents.coverage,
      documents: documents.documents,
      assumed: documents.assumed,
    }),
  }
}

function placed(problem: Problem): PlacedProblem {
  const [, file, line, column] = /^(.+?):(\d+):(\d+)$/.exec(problem.where) ?? []
  if (file === undefined) return problem
  return { ...problem, file, line: Number(line), column: Number(column) }
}

function linesOf(findings: Findings, isValid: boolean, paint: Paint): readonly string[] {
  const { said, errors, warnings, documents } = findings
  const width = Math.min(
    placeWidthMax,
    Math.max(0, ...[...errors, ...warnings].map(({ where }) => where.length)),
  )
  const verdict = isValid ? paint('green', 'valid') : paint('red', 'not valid')
  const [errorCount, warningCount] = [
    counted(errors.length, 'error'),
    counted(warnings.length, 'warning'),
  ]
  return [
    ...errors.flatMap((problem) => rowOf(problem, width, paint('red', 'error  '), paint)),
    ...warnings.flatMap((problem) => rowOf(problem, width, paint('yellow', 'warning'), paint)),
    ...(documents === undefined ? [] : fileLines(findings, paint)),
    ...(documents === undefined ? [] : coverageLines(documents.coverage, paint)),
    ...(documents === undefined ? [] : assumedLines(documents.assumed, paint)),
    `${verdict}  ${said} (${errorCount}, ${warningCount})`,
  ]
}

/** Longer ones push their line to the right. */
const placeWidthMax = 60

function rowOf(
  { where, code, what, why, fix }: Problem,
  width: number,
  mark: string,
  paint: Paint,
) {
  return [
    `${where.padEnd(width)}  ${mark}  ${what} (${code})`,
    paint('dim', `  why: ${why}`),
    paint('dim', `  fix: ${fix}`),
  ]
}

const filesShownMax = 20

/** Only where there is more than one file to sum up. */
function fileLines({ documents }: Findings, paint: Paint): readonly string[] {
  const rows = (documents?.documents ?? [])
    .filter(({ errors, warnings }) => errors + warnings > 0)
    .toSorted((a, b) => b.errors - a.errors || b.warnings - a.warnings)
  if (rows.length < 2) return []
  const more = rows.length - filesShownMax
  return [
    '',
    paint('bold', 'errors  warnings  document'),
    ...rows
      .slice(0, filesShownMax)
      .map(
        ({ file, errors, warnings, isExecutable }) =>
          `${String(errors).padStart(6)}  ${String(warnings).padStart(8)}  ${file}` +
          (isExecutable ? paint('dim', '  runs as it is written') : ''),
      ),
    ...(more > 0 ? [paint('dim', `                  and ${more} more; --json has all`)] : []),
  ]
}

function coverageLines(
  { documents, policies, members }: Coverage,
  paint: Paint,
): readonly string[] {
  if (documents.total === 0) return []
  const { executable, refused, total } = documents
  return [
    '',
    ...unsupportedLines('policies', policies, paint),
    ...unsupportedLines('members of expressions', members, paint),
    `${paint('bold', 'coverage')}  ${executable} of ${total} documents run as they are written (${percentOf(executable, total)}), ` +
      `${refused === 0 ? '' : `${refused} are wrong as they stand, `}` +
      `${policies.supported} of ${policies.total} policies, ` +
      `${members.supported} of ${members.total} members of expressions`,
  ]
}

function unsupportedLines(of: string, { unsupported }: Counted, paint: Paint): readonly string[] {
  if (unsupported.length === 0) return []
  const names = unsupported.map(({ name, count }) => `${name} ${count}`).join(', ')
  return [`${paint('bold', `${of} that are not supported`)}  ${names}`]
}

function assumedLines(
  { namedValues, fragments, entities }: NonNullable<Findings['documents']>['assumed'],
  paint: Paint,
): readonly string[] {
  const parts = [
    ...(namedValues.length === 0 ? [] : [counted(namedValues.length, 'named value')]),
    ...(fragments.length === 0 ? [] : [counted(fragments.length, 'fragment')]),
    ...(entities.length === 0
      ? []
      : [`${entities.length} of its backends, certificates or schemas`]),
  ]
  if (parts.length === 0) return []
  return [paint('dim', `assumed to exist elsewhere: ${parts.join(', ')}; --json lists them`)]
}

/** Rounded down: 100 % is said only of all. */
function percentOf(part: number, whole: number): string {
  return `${(Math.floor((part / whole) * 1_000) / 10).toFixed(1)} %`
}

function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`
}
