import type { Policy } from '../../../gateway/policy/define-policy.ts'
import type { RevisionContent } from '../../../ledger/revision.ts'
import { apiOf, contentOf, document, operationOf } from '../../unit/gateway/in-memory.ts'

/** Those that examples name. */
const backends = ['any', 'embeddings', 'content-safety'].map((id) => ({
  id,
  kind: 'single' as const,
  url: `https://${id}.example`,
  members: [],
  credentials: { headers: {}, query: {} },
}))

/** A configuration whose only policy stands where it belongs. */
export function contentWith(
  policy: Pick<Policy, 'sections' | 'scopes'>,
  xml: string,
): RevisionContent {
  const section = policy.sections[0] ?? 'inbound'
  const text = document(`<policies><${section}>${xml}</${section}></policies>`)
  const scope = policy.scopes?.[0] ?? 'operation'
  const fragments = [{ id: 'forward-context', policy: document('<fragment />') }]
  const product = {
    id: 'p',
    name: 'p',
    isPublished: true,
    isSubscriptionRequired: false,
    apiIds: ['orders'],
  }
  return contentOf({
    backends,
    fragments,
    apis: [
      apiOf([operationOf('item', scope === 'operation' ? { policy: text } : {})], {
        graphql: 'type Query { a: String }',
        ...(scope === 'api' ? { policy: text } : {}),
      }),
    ],
    products: [{ ...product, ...(scope === 'product' ? { policy: text } : {}) }],
    ...(scope === 'global' ? { globalPolicy: text } : {}),
  })
}
