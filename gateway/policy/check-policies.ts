import { GatedrillError, type Problem } from '../../ledger/errors.ts'
import type { PolicyDocument, RevisionContent } from '../../ledger/revision.ts'
import { noCache } from '../cache/no-cache.ts'
import { newConcurrency } from '../counters/concurrency.ts'
import { ignoredMetrics } from '../telemetry/custom-metrics.ts'
import { closedSink } from '../telemetry/event-sink.ts'
import type { Instrument } from '../trace/recorded.ts'
import { type CompileOptions, compilePolicies } from './compile.ts'
import type { Scope, Section } from './define-policy.ts'
import type { PolicyFindings } from './errors.ts'
import { policies } from './policies.ts'
import type { Tools } from './tools.ts'

export type PolicyCheck = {
  /** The configuration is not loaded. */
  readonly errors: readonly Problem[]
  /** It is, and fails where a request reaches these. */
  readonly warnings: readonly Problem[]
}

/** Beside what is checked: who is shown every policy, and is told what was taken to exist. */
export type CheckOptions = {
  readonly watch?: Instrument | undefined
  readonly assume?: CompileOptions['assume']
}

/** What compiling all policy documents of a configuration says; nothing runs. */
export function checkPolicies(
  content: RevisionContent,
  { watch, assume }: CheckOptions = {},
): PolicyCheck {
  const findings: PolicyFindings = { errors: [], warnings: [] }
  try {
    compilePolicies({
      content,
      tools: idleTools(content),
      policies,
      isStrict: false,
      findings,
      ...(watch && { instrument: watch }),
      ...(assume && { assume }),
    })
  } catch (error) {
    if (!(error instanceof GatedrillError)) throw error
    // Most are in the findings already; what ended the check at once is not.
    if (findings.errors.length === 0) return { errors: error.problems, warnings: [] }
  }
  return findings
}

/** Whether a document that stands by itself is a policy fragment. */
export function isFragment({ xml }: PolicyDocument): boolean {
  return /<fragment[\s>]/.test(xml) && !/<policies[\s>]/.test(xml)
}

/** The same of one document by itself, which is taken for one of an API. */
export function checkPolicyDocument(policy: PolicyDocument): PolicyCheck {
  return checkPolicies(contentOfDocument(policy))
}

/**
 * A configuration with one document: of a product, of the whole service or, else, of an API. A
 * fragment stands in a section of an API's document.
 */
export function contentOfDocument(
  policy: PolicyDocument,
  scope: Scope = 'api',
  section: Section = 'inbound',
): RevisionContent {
  const content = { ...emptyContent, source: policy.file }
  if (isFragment(policy)) {
    const fragments = [{ id: 'document', policy }]
    return { ...content, apis: [apiWith(including(section))], fragments }
  }
  if (scope === 'global') return { ...content, globalPolicy: policy }
  if (scope === 'product') return { ...content, products: [productWith(policy)] }
  return { ...content, apis: [apiWith(policy)] }
}

function productWith(policy: PolicyDocument): RevisionContent['products'][number] {
  const id = 'document'
  return { id, name: id, isPublished: true, isSubscriptionRequired: true, apiIds: [], policy }
}

function including(section: Section): PolicyDocument {
  const element = '<include-fragment fragment-id="document" />'
  return {
    file: '(a document that includes the fragment)',
    xml: `<policies><${section}>${element}</${section}></policies>`,
  }
}

const emptyContent: RevisionContent = {
  source: '',
  apis: [],
  products: [],
  subscriptions: [],
  backends: [],
  namedValues: [],
  fragments: [],
  versionSets: [],
}

function apiWith(policy: PolicyDocument): RevisionContent['apis'][number] {
  return {
    id: 'document',
    name: 'document',
    path: '',
    revision: '1',
    isCurrent: true,
    isSubscriptionRequired: false,
    subscriptionKeyHeader: 'Ocp-Apim-Subscription-Key',
    subscriptionKeyQuery: 'subscription-key',
    policy,
    operations: [],
  }
}

const unreachable = (): never => {
  throw new Error('a check runs no policy')
}
const idleLimit = { hit: unreachable, take: unreachable, peek: unreachable, add: unreachable }

/** Compiling asks for counters and backends, running would use them. */
const idleTools = (content: RevisionContent): Tools => ({
  clock: { nowUs: () => 0, unixMs: () => 0, after: () => () => undefined },
  counters: { rate: () => idleLimit, slidingWindow: () => idleLimit, fixedWindow: () => idleLimit },
  concurrency: newConcurrency(),
  cache: noCache,
  backends: {
    forward: unreachable,
    send: unreachable,
    sendTo: unreachable,
    hasEntity: (id) => content.backends.some((entity) => entity.id === id),
  },
  openId: { issuerOf: unreachable, pullAgain: unreachable },
  accessTokens: { tokenFor: unreachable },
  events: closedSink,
  customMetrics: ignoredMetrics,
})
