import { z } from 'zod'
import type { Problem } from '../../ledger/errors.ts'
import type { RevisionContent } from '../../ledger/revision.ts'
import { internalServerError, type PlacedStep, runSteps } from '../pipeline/steps.ts'
import {
  type Block,
  type Place,
  type Policy,
  type PolicyLoad,
  reject,
  type Scope,
  type Section,
  type Step,
} from './define-policy.ts'
import { attributePlace, type PolicyFindings, policyProblem } from './errors.ts'
import { compileText, type TextKinds } from './texts.ts'
import type { Tools } from './tools.ts'
import type { XmlElement } from './xml/element.ts'

export type Registry = ReadonlyMap<string, Policy>

/** What all documents of one configuration are compiled with. */
export type Compilation = {
  readonly content: RevisionContent
  readonly tools: Tools
  readonly registry: Registry
  readonly findings: PolicyFindings
  /** Policies of the service that this gateway does not have. */
  readonly known: ReadonlySet<string>
  /** The root of a fragment, parsed; undefined when there is none of that id. */
  fragment(id: string): XmlElement | undefined
}

/** Where the elements stand that are compiled. */
export type Site = {
  readonly scope: Scope
  readonly owner: string
  readonly section: Section
  /** Of the enclosing element, ending with `\`; empty directly in a section. */
  readonly path: string
  /** Fragments that enclose it: one must not include itself. */
  readonly fragments: readonly string[]
  /** Set when a policy needs a whole body in memory, or the broader scope's policies inside it. */
  readonly needs: { requestBody: boolean; responseBody: boolean; base: boolean }
}

/** Where a document puts the policies of the broader scope. */
export type Row = readonly (PlacedStep | 'base')[]

/** Compiles policies that stand in a row. */
export function compileRow(
  elements: readonly XmlElement[],
  site: Site,
  compilation: Compilation,
): Row {
  const counts = new Map<string, number>()
  return elements.map((element) => {
    if (element.name === 'base' && site.path === '') return baseOf(element, compilation)
    const count = (counts.get(element.name) ?? 0) + 1
    counts.set(element.name, count)
    return compileElement(element, `${site.path}${element.name}[${count}]`, site, compilation)
  })
}

/** Directly in a section it is put in by the plan; only its attributes are to be looked at. */
function baseOf(element: XmlElement, compilation: Compilation): 'base' {
  readAttributes(element, noAttributes, compilation)
  return 'base'
}

const noAttributes = z.strictObject({})

function compileElement(
  element: XmlElement,
  path: string,
  site: Site,
  compilation: Compilation,
): PlacedStep {
  const { scope, section } = site
  const policyId = attributeOf(element, 'id') ?? ''
  const place: Place = { policy: element.name, policyId, scope, section, path }
  const policy = compilation.registry.get(element.name)
  if (policy === undefined) {
    return { place, holds: [], run: unknownPolicy(element, compilation) }
  }
  if (!policy.sections.includes(section) || policy.scopes?.includes(scope) === false) {
    compilation.findings.warnings.push(notAllowedHere(element, policy, site))
  }
  const attributes = readAttributes(element, policy.attributes, compilation)
  if (attributes === undefined) {
    return { place, holds: [], run: failing(`${element.name} is not valid`) }
  }
  const { load, made } = loadOf(element, path, site, compilation)
  const run = policy.compile(attributes.value, load)
  const { holds, failed } = made
  return { place, holds, run: failed === undefined ? run : failing(failed) }
}

export function attributeOf({ attributes }: XmlElement, name: string): string | undefined {
  return attributes.find((attribute) => attribute.name === name)?.value
}

/** Attributes by a schema. All that is wrong becomes an error at its place. */
function readAttributes<Schema extends z.ZodType>(
  element: XmlElement,
  schema: Schema,
  { findings }: Compilation,
): { readonly value: z.output<Schema> } | undefined {
  const given = Object.fromEntries(
    element.attributes.filter(({ name }) => name !== 'id').map(({ name, value }) => [name, value]),
  )
  const parsed = schema.safeParse(given)
  if (parsed.success) return { value: parsed.data }
  for (const issue of parsed.error.issues) {
    findings.errors.push(...problemsOf(issue, element))
  }
  return undefined
}

function problemsOf(issue: z.core.$ZodIssue, element: XmlElement): Problem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((name) =>
      policyProblem(attributePlace(element, name), 'POLICY_ATTRIBUTE_UNKNOWN', {
        what: `<${element.name}> has no attribute ${name}`,
        why: 'the service would not accept it either, or this gateway does not know it',
        fix: 'delete it, or correct its name',
      }),
    )
  }
  const name = String(issue.path[0] ?? '')
  const isGiven = attributeOf(element, name) !== undefined
  const missing = `<${element.name}> needs ${name === '' ? 'other attributes' : name}`
  return [
    policyProblem(attributePlace(element, name), 'POLICY_ATTRIBUTE', {
      what: isGiven ? `${name} of <${element.name}> is not valid` : missing,
      why: issue.message,
      fix: `see the policy's page: ${element.name}-policy`,
    }),
  ]
}

/** What compiling one policy brings beside its step. */
type Made = { failed: string | undefined; readonly holds: PlacedStep[] }

type TextLoad = Pick<PolicyLoad, 'text' | 'expression' | 'condition' | 'number'>

/** Compiles texts of a policy and notes what they need and what is wrong with them. */
function textLoad(element: XmlElement, { needs }: Site, { findings }: Compilation): TextLoad {
  const compiled = <Kind extends keyof TextKinds>(kind: Kind, source: string, at = element) => {
    const text = compileText(kind, source, at)
    findings.warnings.push(...text.warnings)
    findings.errors.push(...text.errors)
    if (text.usesRequestBody) needs.requestBody = true
    if (text.usesResponseBody) needs.responseBody = true
    return text.evaluate
  }
  return {
    text: (source, at) => compiled('text', source, at),
    expression: (source, at) => compiled('value', source, at),
    condition: (source, at) => compiled('condition', source, at),
    number: (source, at) => compiled('number', source, at),
  }
}

function loadOf(
  element: XmlElement,
  path: string,
  site: Site,
  compilation: Compilation,
): { readonly load: PolicyLoad; readonly made: Made } {
  const { content, tools, findings } = compilation
  const { section, scope, owner } = site
  const made: Made = { failed: undefined, holds: [] }
  const inside = (of: XmlElement): Site => ({ ...site, path: `${pathTo(of, element, path)}\\` })
  const load: PolicyLoad = {
    ...tools,
    ...textLoad(element, site, compilation),
    section,
    scope,
    owner,
    path,
    element,
    content,
    clockUs: tools.clock.nowUs,
    block: (of = element) => blockOf(of.children, inside(of), compilation, made),
    attributesOf: (of, schema) => readAttributes(of, schema, compilation)?.value,
    fragment: (id) => fragmentOf(id, element, inside(element), compilation, made),
    placeOf: (of) => ({
      policy: of.name,
      policyId: attributeOf(of, 'id') ?? '',
      scope,
      section,
      path: pathTo(of, element, path),
    }),
    inherited() {
      site.needs.base = true
      return (exchange) => runSteps(exchange.plan?.broaderThan(scope, section) ?? [], exchange)
    },
    needsRequestBody() {
      site.needs.requestBody = true
    },
    needsResponseBody() {
      site.needs.responseBody = true
    },
    warn(what, fix, at = element) {
      made.failed ??= what
      findings.warnings.push(policyProblem(at, 'POLICY_NOT_SUPPORTED', { what, why: notRun, fix }))
    },
    refuse(what, fix, at = element) {
      findings.errors.push(policyProblem(at, 'POLICY_CONTENT', { what, why: contentWhy, fix }))
    },
  }
  return { load, made }
}

const notRun = 'this gateway cannot run it: a request that reaches it is answered with 500'
const contentWhy = 'a policy document of the service has it otherwise'

/** Policies inside another one, as one step. */
function blockOf(
  elements: readonly XmlElement[],
  site: Site,
  compilation: Compilation,
  made: Made,
): Block {
  const steps = compileRow(elements, site, compilation).filter((step) => step !== 'base')
  made.holds.push(...steps)
  return (exchange) => runSteps(steps, exchange)
}

/** The path of a policy's own element or of one of its children. */
function pathTo(of: XmlElement, element: XmlElement, path: string): string {
  if (of === element) return path
  const alike = element.children.filter(({ name }) => name === of.name)
  return `${path}\\${of.name}[${alike.indexOf(of) + 1}]`
}

/** The policies of a fragment as one step; unknown ones and ones without end are warnings. */
function fragmentOf(
  id: string,
  element: XmlElement,
  site: Site,
  compilation: Compilation,
  made: Made,
): Block {
  const isEndless = site.fragments.includes(id)
  const root = isEndless ? undefined : compilation.fragment(id)
  if (root !== undefined) {
    return blockOf(
      root.children,
      { ...site, fragments: [...site.fragments, id] },
      compilation,
      made,
    )
  }
  const what = isEndless
    ? `the fragment ${id} includes itself`
    : `there is no policy fragment ${id}`
  const known = compilation.content.fragments.map((one) => one.id).join(', ') || 'none'
  made.failed ??= what
  compilation.findings.warnings.push(
    policyProblem(element, isEndless ? 'POLICY_FRAGMENT_ENDLESS' : 'POLICY_FRAGMENT_UNKNOWN', {
      what,
      why: `${notRun}; the fragments are: ${known}`,
      fix: isEndless ? 'delete this element' : `add the fragment ${id} to the artifact folder`,
    }),
  )
  return () => undefined
}

function unknownPolicy(element: XmlElement, { findings, known }: Compilation): Step {
  const isKnown = known.has(element.name)
  const what = isKnown
    ? `the policy ${element.name} is not supported yet`
    : `there is no policy ${element.name}`
  findings.warnings.push(
    policyProblem(element, isKnown ? 'POLICY_NOT_SUPPORTED' : 'POLICY_UNKNOWN', {
      what,
      why: notRun,
      fix: isKnown ? 'leave it out of this drill' : 'correct its name, or delete it',
    }),
  )
  return failing(what)
}

function notAllowedHere(element: XmlElement, policy: Policy, { section, scope }: Site): Problem {
  const scopes = policy.scopes ?? ['every']
  return policyProblem(element, 'POLICY_NOT_ALLOWED_HERE', {
    what: `<${element.name}> stands in ${section} of scope ${scope}`,
    why: `it belongs in ${policy.sections.join(', ')} of ${scopes.join(', ')} scope`,
    fix: 'move it; this gateway runs it where it stands',
  })
}

/** A step for what could not be compiled: an error, but only when it is reached. */
function failing(message: string): Step {
  const stop = reject(500, 'PolicyNotSupported', message, {}, internalServerError)
  return () => stop
}
