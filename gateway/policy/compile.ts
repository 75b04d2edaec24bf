import { GatedrillError, type Problem } from '../../ledger/errors.ts'
import type {
  Api,
  Operation,
  PolicyDocument,
  Product,
  RevisionContent,
} from '../../ledger/revision.ts'
import type { PlacedStep } from '../pipeline/steps.ts'
import type { Instrument } from '../trace/recorded.ts'
import type { Compilation } from './compilation.ts'
import {
  type CompiledDocument,
  compileDocument,
  inheritedDocument,
  readDocument,
} from './compile-document.ts'
import type { EntityKind, Policy, Scope, Section } from './define-policy.ts'
import type { PolicyFindings } from './errors.ts'
import { certificateOf } from './expressions/values/certificate.ts'
import type { Tools } from './tools.ts'
import { unsupportedPolicies } from './unsupported.ts'

/** What one operation runs, section by section, with every `<base/>` resolved. */
export type Plan = { readonly [S in Section]: readonly PlacedStep[] } & {
  /** What `<base/>` inside another policy stands for, in a document of that scope. */
  broaderThan(scope: Scope, section: Section): readonly PlacedStep[]
  /** The `cross-domain` policies of inbound, for clients that ask for `/crossdomain.xml`. */
  readonly crossDomain: readonly PlacedStep[]
  /** The `cors` policies of inbound, for preflights. */
  readonly preflight: readonly PlacedStep[]
  /** Where a response from the cache goes on in outbound: it has been through all before. */
  readonly behindCacheStore: number
  readonly needsRequestBody: boolean
  readonly needsResponseBody: boolean
}

export type Plans = {
  /** Absent parts have no policies of their own: a product for a request without one. */
  planOf(product: Product | undefined, api: Api | undefined, operation: Operation | undefined): Plan
  readonly warnings: readonly Problem[]
}

export type CompileOptions = {
  readonly content: RevisionContent
  readonly tools: Tools
  readonly policies: readonly Policy[]
  /** Warnings are errors then. */
  readonly isStrict: boolean
  /** Put around every step, for requests that are traced. */
  readonly instrument?: Instrument
  /** Of documents without their configuration: takes down what they name of it. */
  readonly assume?: (kind: EntityKind, id: string) => void
  /** Where all findings go, also those past what an error tells. */
  readonly findings?: PolicyFindings
}

/**
 * Compiles all policy documents of a configuration, each once; what an operation runs is put
 * together from them when it is first asked for. Throws a GatedrillError with all errors.
 * Source: APIM, api-management-howto-policies (scopes and `<base/>`).
 */
export function compilePolicies(options: CompileOptions): Plans {
  const { isStrict } = options
  const { findings = { errors: [], warnings: [] } } = options
  const documents = compileAll(options, findings)
  const { errors, warnings } = findings
  const problems = isStrict ? [...errors, ...warnings] : errors
  if (problems.length > 0) throw new GatedrillError(firstOf(problems))

  // By what the router and the authorizer hold, so that finding a plan makes no key.
  const plans = new Map<Operation | Api | undefined, Map<Product | undefined, Plan>>()
  return {
    warnings,
    planOf(product, api, operation) {
      const target = operation ?? api
      const byProduct = plans.get(target) ?? new Map<Product | undefined, Plan>()
      const known = byProduct.get(product)
      if (known !== undefined) return known
      plans.set(target, byProduct)
      const plan = planFrom([
        documents.operations.get(`${api?.id}/${operation?.id}`),
        documents.apis.get(api?.id ?? ''),
        documents.products.get(product?.id ?? ''),
        documents.workspaces.get(api?.workspaceId ?? ''),
        documents.global,
      ])
      byProduct.set(product, plan)
      return plan
    },
  }
}

// More than anybody reads; the rest is the same again.
const toldMax = 200

function firstOf(problems: readonly Problem[]): readonly Problem[] {
  if (problems.length <= toldMax) return problems
  const more: Problem = {
    code: 'POLICY_MORE_PROBLEMS',
    where: problems[toldMax]?.where ?? '',
    what: `${problems.length - toldMax} more problems, from here on`,
    why: `only the first ${toldMax} are told`,
    fix: 'correct those first',
  }
  return [...problems.slice(0, toldMax), more]
}

function compilationOf(
  { content, tools, policies, instrument, assume }: CompileOptions,
  findings: PolicyFindings,
  workspaceId?: string,
): Compilation {
  const fragments = new Map(
    content.fragments.map(({ id, policy }) => [id, readDocument(policy, { content, findings })]),
  )
  return {
    content,
    tools,
    registry: new Map(policies.map((policy) => [policy.name, policy])),
    certificates: new Map(
      content.certificates?.map(({ id, certificate, key }) => [
        id,
        certificateOf(certificate, key),
      ]),
    ),
    workspaceId,
    findings,
    size: { policies: 0 },
    known: unsupportedPolicies,
    fragment: (id) => fragments.get(id),
    assume,
    instrument,
  }
}

type Documents = {
  readonly global: CompiledDocument
  readonly workspaces: ReadonlyMap<string, CompiledDocument>
  readonly products: ReadonlyMap<string, CompiledDocument>
  readonly apis: ReadonlyMap<string, CompiledDocument>
  readonly operations: ReadonlyMap<string, CompiledDocument>
}

type Owned = {
  readonly id: string
  readonly workspaceId?: string | undefined
  readonly policy?: PolicyDocument | undefined
}

function compileAll(options: CompileOptions, findings: PolicyFindings): Documents {
  const { content } = options
  const own = compilationOf(options, findings)
  const ofWorkspaces = compilationsOfWorkspaces(options, findings)
  const compiled = (scope: Scope, owned: readonly Owned[]) =>
    new Map(
      owned.flatMap(({ id, workspaceId, policy }) => {
        const compilation = workspaceId === undefined ? own : ofWorkspaces.get(workspaceId)
        if (policy === undefined || compilation === undefined) return []
        return [[id, compileDocument(policy, scope, id, compilation)] as const]
      }),
    )
  const workspaces = (content.workspaces ?? []).map(({ id, policy }) => {
    return { id, workspaceId: id, policy }
  })
  return {
    global: compileDocument(content.globalPolicy ?? defaultGlobal, 'global', '', own),
    workspaces: compiled('workspace', workspaces),
    products: compiled('product', content.products),
    apis: compiled('api', content.apis),
    operations: compiled(
      'operation',
      content.apis.flatMap(({ id, workspaceId, operations }) =>
        operations.map(({ id: operationId, policy }) => {
          return { id: `${id}/${operationId}`, workspaceId, policy }
        }),
      ),
    ),
  }
}

/** Documents of a workspace see its named values and fragments, and none of the gateway's. */
function compilationsOfWorkspaces(
  options: CompileOptions,
  findings: PolicyFindings,
): ReadonlyMap<string, Compilation> {
  const { content } = options
  return new Map(
    (content.workspaces ?? []).map(({ id, namedValues, fragments }) => {
      const seen = { ...options, content: { ...content, namedValues, fragments } }
      return [id, compilationOf(seen, findings, id)]
    }),
  )
}

/** What a new service has. Source: APIM, forward-request policy. */
const defaultGlobal: PolicyDocument = {
  file: '(default global policy)',
  xml: '<policies><inbound /><backend><forward-request /></backend><outbound /></policies>',
}

/** From the narrowest document to the broadest; absent ones inherit everything. */
function planFrom(documents: readonly (CompiledDocument | undefined)[]): Plan {
  const chain = documents.map((document) => document ?? inheritedDocument)
  const needs = { requestBody: false, responseBody: false }
  const expanded = (section: Section) => expand(section, chain, 0, needs)
  const inbound = expanded('inbound')
  const outbound = expanded('outbound')
  return {
    inbound,
    backend: expanded('backend'),
    outbound,
    'on-error': expanded('on-error'),
    preflight: stepsOf('cors', inbound),
    crossDomain: stepsOf('cross-domain', inbound),
    behindCacheStore: outbound.findLastIndex(holdsCacheStore) + 1,
    broaderThan: broader(chain),
    needsRequestBody: needs.requestBody,
    needsResponseBody: needs.responseBody,
  }
}

/** The scopes of a chain, in its order. */
const chainScopes: readonly Scope[] = ['operation', 'api', 'product', 'workspace', 'global']

/** Puts the broader scope's policies in the place of `<base/>`; globally it has no effect. */
function expand(
  section: Section,
  chain: readonly CompiledDocument[],
  at: number,
  needs: { requestBody: boolean; responseBody: boolean },
): readonly PlacedStep[] {
  const row = chain[at]?.[section]
  if (row === undefined) return []
  needs.requestBody ||= row.needs.requestBody
  needs.responseBody ||= row.needs.responseBody
  // Reached through another policy or not: what it needs must be known before the request starts.
  if (row.needs.base) expand(section, chain, at + 1, needs)
  return row.items.flatMap((item) =>
    item === 'base' ? expand(section, chain, at + 1, needs) : [item],
  )
}

function broader(chain: readonly CompiledDocument[]): Plan['broaderThan'] {
  const rows = new Map<string, readonly PlacedStep[]>()
  return (scope, section) => {
    const key = `${scope} ${section}`
    const known = rows.get(key)
    if (known !== undefined) return known
    const needs = { requestBody: false, responseBody: false }
    const steps = expand(section, chain, chainScopes.indexOf(scope) + 1, needs)
    rows.set(key, steps)
    return steps
  }
}

/** Those of one policy, however deep. */
function stepsOf(policy: string, steps: readonly PlacedStep[]): readonly PlacedStep[] {
  return steps.flatMap((step) =>
    step.place.policy === policy ? [step] : stepsOf(policy, step.holds),
  )
}

const cacheStores = new Set([
  'azure-openai-semantic-cache-store',
  'cache-store',
  'llm-semantic-cache-store',
])

function holdsCacheStore({ place, holds }: PlacedStep): boolean {
  return cacheStores.has(place.policy) || holds.some(holdsCacheStore)
}
