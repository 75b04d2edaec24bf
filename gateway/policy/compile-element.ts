import { z } from 'zod'
import { GatedrillError, type Problem } from '../../ledger/errors.ts'
import { internalServerError, type PlacedStep, runSteps } from '../pipeline/steps.ts'
import { attributeOf } from './children.ts'
import type { Compilation, Site } from './compilation.ts'
import {
  type Block,
  type Place,
  type Policy,
  type PolicyLoad,
  reject,
  type Step,
} from './define-policy.ts'
import { policyProblem } from './errors.ts'
import { readAttributes } from './read-attributes.ts'
import { textLoad } from './text-load.ts'
import type { XmlElement } from './xml/element.ts'

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
    const path = `${site.path}${element.name}[${count}]`
    const step = compileElement(element, path, site, compilation)
    return compilation.instrument?.(step, element, site) ?? step
  })
}

/** Directly in a section it is put in by the plan; only its attributes are to be looked at. */
function baseOf(element: XmlElement, compilation: Compilation): 'base' {
  readAttributes(element, noAttributes, compilation.findings)
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
  countPolicy(element, compilation)
  const policyId = attributeOf(element, 'id') ?? ''
  const place: Place = { policy: element.name, policyId, scope, section, path }
  const policy = compilation.registry.get(element.name)
  if (policy === undefined) {
    return { place, holds: [], run: unknownPolicy(element, compilation) }
  }
  if (!policy.sections.includes(section) || policy.scopes?.includes(scope) === false) {
    compilation.findings.warnings.push(notAllowedHere(element, policy, site))
  }
  if (site.fragments.length > 0 && notInFragments.has(element.name)) {
    compilation.findings.warnings.push(notInAFragment(element))
  }
  const attributes = readAttributes(element, policy.attributes, compilation.findings)
  if (attributes === undefined) {
    return { place, holds: [], run: failing(`${element.name} is not valid`) }
  }
  const { load, made } = loadOf(element, path, site, compilation)
  const run = policy.compile(attributes.value, load)
  const { holds, failed } = made
  return { place, holds, run: failed === undefined ? run : failing(failed) }
}

// Fragments in fragments multiply; the largest known documents have some thousand policies.
const policiesMax = 50_000

/** Thrown at once: what comes of going on grows with every policy. */
function countPolicy(element: XmlElement, { size }: Compilation): void {
  size.policies += 1
  if (size.policies <= policiesMax) return
  throw new GatedrillError(
    policyProblem(element, 'POLICY_TOO_MANY', {
      what: `a document and its fragments have more than ${policiesMax} policies`,
      why: 'fragments that include others several times grow without end',
      fix: 'include each fragment once',
    }),
  )
}

/** What compiling one policy brings beside its step. */
type Made = { failed: string | undefined; readonly holds: PlacedStep[] }

function loadOf(
  element: XmlElement,
  path: string,
  site: Site,
  compilation: Compilation,
): { readonly load: PolicyLoad; readonly made: Made } {
  const { content, tools, findings, workspaceId } = compilation
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
    entityId: (id) => (workspaceId === undefined ? id : `${workspaceId}/${id}`),
    block: (of = element) => blockOf(of.children, inside(of), compilation, made),
    blocks: () =>
      stepsOf(element.children, inside(element), compilation, made).map(
        (step) => (exchange) => runSteps([step], exchange),
      ),
    attributesOf: (of, schema) => readAttributes(of, schema, findings)?.value,
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
    assumes(kind, id) {
      compilation.assume?.(kind, id)
      return compilation.assume !== undefined
    },
    advise(what, why, fix, at = element) {
      findings.warnings.push(policyProblem(at, 'POLICY_ADVICE', { what, why, fix }))
    },
    note(what, why, fix, at = element) {
      findings.warnings.push(policyProblem(at, 'POLICY_RUNS_OTHERWISE', { what, why, fix }))
    },
    refuse(what, fix, at = element) {
      findings.errors.push(policyProblem(at, 'POLICY_CONTENT', { what, why: contentWhy, fix }))
    },
  }
  return { load, made }
}

const reached = 'a request that reaches it is answered with 500'
const notRun = `this gateway cannot run it: ${reached}`
const contentWhy = 'a policy document of the service has it otherwise'

/** Policies inside another one, as one step. */
function blockOf(
  elements: readonly XmlElement[],
  site: Site,
  compilation: Compilation,
  made: Made,
): Block {
  const steps = stepsOf(elements, site, compilation, made)
  return (exchange) => runSteps(steps, exchange)
}

function stepsOf(
  elements: readonly XmlElement[],
  site: Site,
  compilation: Compilation,
  made: Made,
): readonly PlacedStep[] {
  const steps = compileRow(elements, site, compilation).filter((step) => step !== 'base')
  made.holds.push(...steps)
  return steps
}

/** The path of a policy's own element or of one of its children. */
function pathTo(of: XmlElement, element: XmlElement, path: string): string {
  if (of === element) return path
  let count = 0
  for (const child of element.children) {
    if (child.name === of.name) count += 1
    if (child === of) break
  }
  return `${path}\\${of.name}[${count}]`
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
  const why = known.get(element.name)
  const isKnown = why !== undefined
  const what = isKnown
    ? `the policy ${element.name} is not supported`
    : `there is no policy ${element.name}`
  findings.warnings.push(
    policyProblem(element, isKnown ? 'POLICY_NOT_SUPPORTED' : 'POLICY_UNKNOWN', {
      what,
      why: isKnown ? `${why}: ${reached}` : notRun,
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

/** Source: APIM, policy-fragments (limitations). */
const notInFragments = new Set(['base', 'include-fragment'])

function notInAFragment(element: XmlElement): Problem {
  return policyProblem(element, 'POLICY_NOT_ALLOWED_HERE', {
    what: `<${element.name}> stands in a policy fragment`,
    why: 'the service takes no fragment that includes another one or the broader scope',
    fix: 'move it to the document that includes the fragment; this gateway runs it where it stands',
  })
}

/** A step for what could not be compiled: an error, but only when it is reached. */
function failing(message: string): Step {
  const stop = reject(500, 'PolicyNotSupported', message, {}, internalServerError)
  return () => stop
}
