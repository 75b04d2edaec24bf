import { GatedrillError, type Problem } from '../../ledger/errors.ts'
import type { PolicyDocument, RevisionContent } from '../../ledger/revision.ts'
import { noCache } from '../cache/no-cache.ts'
import { newConcurrency } from '../counters/concurrency.ts'
import { ignoredMetrics } from '../telemetry/custom-metrics.ts'
import { closedSink } from '../telemetry/event-sink.ts'
import { compilePolicies } from './compile.ts'
import { policies } from './policies.ts'
import type { Tools } from './tools.ts'

export type PolicyCheck = {
  /** The configuration is not loaded. */
  readonly errors: readonly Problem[]
  /** It is, and fails where a request reaches these. */
  readonly warnings: readonly Problem[]
}

/** What compiling all policy documents of a configuration says; nothing runs. */
export function checkPolicies(content: RevisionContent): PolicyCheck {
  try {
    const { warnings } = compilePolicies({
      content,
      tools: idleTools(content),
      policies,
      isStrict: false,
    })
    return { errors: [], warnings }
  } catch (error) {
    if (!(error instanceof GatedrillError)) throw error
    return { errors: error.problems, warnings: [] }
  }
}

/** The same of one document by itself, which is taken for one of an API. */
export function checkPolicyDocument(policy: PolicyDocument): PolicyCheck {
  const isFragment = /<fragment[\s>]/.test(policy.xml) && !/<policies[\s>]/.test(policy.xml)
  return checkPolicies({
    ...emptyContent,
    source: policy.file,
    apis: isFragment ? [apiWith(includingDocument)] : [apiWith(policy)],
    fragments: isFragment ? [{ id: 'document', policy }] : [],
  })
}

const includingDocument: PolicyDocument = {
  file: '(a document that includes the fragment)',
  xml: '<policies><inbound><include-fragment fragment-id="document" /></inbound></policies>',
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
const idleLimit = { hit: unreachable, peek: unreachable, add: unreachable }

/** Compiling asks for counters and backends, running would use them. */
const idleTools = (content: RevisionContent): Tools => ({
  clock: { nowUs: () => 0, unixMs: () => 0, after: () => () => undefined },
  counters: { rate: () => idleLimit, slidingWindow: () => idleLimit, fixedWindow: () => idleLimit },
  concurrency: newConcurrency(),
  cache: noCache,
  backends: {
    forward: unreachable,
    send: unreachable,
    hasEntity: (id) => content.backends.some((entity) => entity.id === id),
  },
  openId: { issuerOf: unreachable, pullAgain: unreachable },
  accessTokens: { tokenFor: unreachable },
  events: closedSink,
  customMetrics: ignoredMetrics,
})
