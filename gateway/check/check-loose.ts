import type { PolicyDocument, RevisionContent } from '../../ledger/revision.ts'
import {
  checkPolicies,
  contentOfDocument,
  isFragment,
  type PolicyCheck,
} from '../policy/check-policies.ts'
import { type EntityKind, type Scope, type Section, sections } from '../policy/define-policy.ts'
import type { Instrument } from '../trace/recorded.ts'

/** What a document that stands by itself says, and what had to be taken for known. */
export type LooseCheck = PolicyCheck & {
  readonly namedValues: readonly string[]
  readonly fragments: readonly string[]
  /** What else it names of its configuration: `backend orders`, `certificate partner`. */
  readonly entities: readonly string[]
}

/** A named value may be a number, or a flag: either is tried where the other does not fit. */
const standIns = ['1', 'true'] as const
const scopes: readonly Scope[] = ['api', 'product', 'global']

/**
 * Checks a document without the configuration that it is of. What it names of that is taken to
 * exist, and of all scopes, or sections of a fragment, the one counts that suits it best.
 */
export function checkLooseDocument(policy: PolicyDocument, watch?: Instrument): LooseCheck {
  const namedValues = namesIn(policy.xml, /\{\{\s*([A-Za-z0-9._-]+)\s*\}\}/g)
  const fragments = namesIn(policy.xml, /fragment-id\s*=\s*["']([^"'@{}]+)["']/g)
  const entities = new Set<string>()
  const assume = (kind: EntityKind, id: string) => entities.add(`${kind} ${id}`)
  let best: PolicyCheck | undefined
  for (const content of contentsOf(policy, namedValues, fragments)) {
    const checked = checkPolicies(content, { watch, assume })
    if (best === undefined || isBetter(checked, best)) best = checked
    if (best.errors.length + best.warnings.length === 0) break
  }
  const { errors, warnings } = best ?? { errors: [], warnings: [] }
  return { errors, warnings, namedValues, fragments, entities: [...entities] }
}

function isBetter(one: PolicyCheck, other: PolicyCheck): boolean {
  const difference = one.errors.length - other.errors.length
  if (difference !== 0) return difference < 0
  return one.warnings.length < other.warnings.length
}

/** The likeliest first: most documents are of an API. */
function* contentsOf(
  policy: PolicyDocument,
  names: readonly string[],
  fragments: readonly string[],
): Generator<RevisionContent> {
  const places: readonly (readonly [Scope, Section])[] = isFragment(policy)
    ? sections.map((section) => ['api', section] as const)
    : scopes.map((scope) => [scope, 'inbound'] as const)
  for (const value of names.length === 0 ? ['1'] : standIns) {
    for (const [scope, section] of places) {
      const content = contentOfDocument(policy, scope, section)
      yield {
        ...content,
        namedValues: names.map((id) => ({ id, displayName: id, value, isSecret: false })),
        fragments: [...content.fragments, ...fragments.map(emptyFragment)],
      }
    }
  }
}

function emptyFragment(id: string): RevisionContent['fragments'][number] {
  return { id, policy: { file: `(the fragment ${id})`, xml: '<fragment />' } }
}

function namesIn(xml: string, pattern: RegExp): readonly string[] {
  return [...new Set([...xml.matchAll(pattern)].map(([, name = '']) => name))]
}
