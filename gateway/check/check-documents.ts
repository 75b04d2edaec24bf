import type { Problem } from '../../ledger/errors.ts'
import type { PolicyDocument, RevisionContent } from '../../ledger/revision.ts'
import { checkPolicies, type PolicyCheck } from '../policy/check-policies.ts'
import { checkLooseDocument, type LooseCheck } from './check-loose.ts'
import {
  type Coverage,
  coverageOf,
  fileOf,
  isHindrance,
  refusedFiles,
  watchPolicies,
} from './coverage.ts'
import { strictXmlProblem } from './strict-xml.ts'

/** What the policy documents of a configuration, or a heap of them, say. */
export type DocumentsCheck = PolicyCheck & {
  readonly coverage: Coverage
  readonly documents: readonly CheckedDocument[]
  /** What documents by themselves name of a configuration that is not there. */
  readonly assumed: Pick<LooseCheck, 'namedValues' | 'fragments' | 'entities'>
}

export type CheckedDocument = {
  readonly file: string
  readonly errors: number
  readonly warnings: number
  /** No request can reach anything in it that is not run as it is written. */
  readonly isExecutable: boolean
  /** It is wrong as it stands: the service would not take it either. */
  readonly isRefused: boolean
}

/** `xml`: every document is standard XML too; `rawxml`: C# may stand in it as it is written. */
export type XmlFormat = 'xml' | 'rawxml'

/** Checks all documents of a configuration, fragments that nobody includes among them. */
export function checkConfiguration(content: RevisionContent, format: XmlFormat): DocumentsCheck {
  const watch = watchPolicies()
  const { errors, warnings } = checkPolicies(content, { watch: watch.instrument })
  // Compiled only where they are included, so these are still unseen.
  const unseen = fragmentsOf(content).filter(({ policy }) => !watch.files.has(policy.file))
  const ofUnseen = unseen.map(({ policy }) => checkLooseDocument(policy, watch.instrument))
  const documents = documentsOf(content)
  return together(documents, format, watch, [{ errors, warnings }, ...ofUnseen], noneAssumed)
}

/** Checks documents of which nothing else is known. */
export function checkLooseDocuments(
  documents: readonly PolicyDocument[],
  format: XmlFormat,
): DocumentsCheck {
  const watch = watchPolicies()
  const checks = documents.map((document) => checkLooseDocument(document, watch.instrument))
  return together(documents, format, watch, checks, {
    namedValues: sorted(checks.flatMap(({ namedValues }) => namedValues)),
    fragments: sorted(checks.flatMap(({ fragments }) => fragments)),
    entities: sorted(checks.flatMap(({ entities }) => entities)),
  })
}

const noneAssumed = { namedValues: [], fragments: [], entities: [] }

function together(
  documents: readonly PolicyDocument[],
  format: XmlFormat,
  watch: ReturnType<typeof watchPolicies>,
  checks: readonly PolicyCheck[],
  assumed: DocumentsCheck['assumed'],
): DocumentsCheck {
  const strict = format === 'xml' ? documents.flatMap((one) => strictXmlProblem(one) ?? []) : []
  const errors = distinct([...strict, ...checks.flatMap((check) => check.errors)])
  const warnings = distinct(checks.flatMap((check) => check.warnings))
  const hindered = new Set([...errors, ...warnings.filter(isHindrance)].map(fileOf))
  const refused = refusedFiles(errors, warnings)
  const [errorCounts, warningCounts] = [countsOf(errors), countsOf(warnings)]
  return {
    errors,
    warnings,
    assumed,
    coverage: coverageOf(documents, watch, { errors, warnings }),
    documents: documents.map(({ file }) => ({
      file,
      errors: errorCounts.get(file) ?? 0,
      warnings: warningCounts.get(file) ?? 0,
      isExecutable: !hindered.has(file),
      isRefused: refused.has(file),
    })),
  }
}

function documentsOf(content: RevisionContent): readonly PolicyDocument[] {
  const owners = [
    { policy: content.globalPolicy },
    ...(content.workspaces ?? []),
    ...content.products,
    ...content.apis,
    ...content.apis.flatMap(({ operations }) => operations),
    ...fragmentsOf(content),
  ]
  return owners.flatMap(({ policy }) => (policy === undefined ? [] : [policy]))
}

/** Those of workspaces too. */
function fragmentsOf({ fragments, workspaces = [] }: RevisionContent) {
  return [...fragments, ...workspaces.flatMap((workspace) => workspace.fragments)]
}

/** A fragment is compiled wherever it is included, and its problems are the same each time. */
function distinct(problems: readonly Problem[]): readonly Problem[] {
  const keyOf = ({ code, where, what }: Problem) => `${code}\n${where}\n${what}`
  return [...new Map(problems.map((problem) => [keyOf(problem), problem])).values()]
}

function countsOf(problems: readonly Problem[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const problem of problems) {
    const file = fileOf(problem)
    counts.set(file, (counts.get(file) ?? 0) + 1)
  }
  return counts
}

function sorted(names: readonly string[]): readonly string[] {
  return [...new Set(names)].toSorted()
}
