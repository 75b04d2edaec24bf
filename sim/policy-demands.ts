import type { PolicyDocument, RevisionContent } from '../ledger/revision.ts'

/** What policy documents ask of a caller, as far as their text tells. */
export type PolicyDemands = {
  /** A JWT, which somebody must mint. */
  readonly needsToken: boolean
  /** A client certificate, an address, a header: what no load is made with by itself. */
  readonly needsMore: boolean
  /** They hold what the gateway cannot run: a request that reaches it is answered with 500. */
  readonly mayFail: boolean
  /** They count calls, and turn them away at some rate. */
  readonly limits: boolean
}

const tokenElements = ['validate-jwt', 'validate-azure-ad-token']
const moreElements = [
  'validate-client-certificate',
  'check-header',
  'ip-filter',
  'authentication-certificate',
  'get-authorization-context',
]
const limitElements = [
  'rate-limit',
  'rate-limit-by-key',
  'quota',
  'quota-by-key',
  'llm-token-limit',
  'azure-openai-token-limit',
]

/**
 * Reads the demands of documents that run for one operation, with the fragments they include.
 * `failing` names the files of documents that the gateway cannot run as written.
 */
export function demandsOf(
  documents: readonly (PolicyDocument | undefined)[],
  fragments: RevisionContent['fragments'],
  failing: ReadonlySet<string>,
): PolicyDemands {
  const { elements, files } = readTogether(documents, fragments)
  const hasAny = (names: readonly string[]) => names.some((name) => elements.has(name))
  return {
    needsToken: hasAny(tokenElements),
    needsMore: hasAny(moreElements),
    mayFail: files.some((file) => failing.has(file)),
    limits: hasAny(limitElements),
  }
}

/** The elements of these documents and of the fragments they include, and the files of both. */
function readTogether(
  documents: readonly (PolicyDocument | undefined)[],
  fragments: RevisionContent['fragments'],
) {
  const elements = new Set<string>()
  const files: string[] = []
  // A fragment is read once, so fragments that include each other end.
  const included = new Set<string>()
  const queue = documents.filter((document) => document !== undefined)
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    files.push(next.file)
    const text = next.xml.replaceAll(comment, '')
    for (const [, name = ''] of text.matchAll(element)) elements.add(name)
    for (const [, id = ''] of text.matchAll(fragmentId)) {
      const fragment = fragments.find((candidate) => candidate.id === id)
      if (fragment === undefined || included.has(id)) continue
      included.add(id)
      queue.push(fragment.policy)
    }
  }
  return { elements, files }
}

const comment = /<!--[\s\S]*?-->/g
const element = /<([a-z][a-z0-9-]*)(?=[\s/>])/g
const fragmentId = /<include-fragment\s[^>]*?fragment-id\s*=\s*["']([^"']+)["']/g
