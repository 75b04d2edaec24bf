import type { Section } from '../gateway/policy/define-policy.ts'
import type { XmlElement } from '../gateway/policy/xml/element.ts'
import type { Api, Operation, PolicyDocument, Product } from '../ledger/revision.ts'
import type { Configuration } from './subject.ts'

/** What a request runs through: an API, and what else is known of it. */
export type Route = {
  readonly api: Api
  readonly operation?: Operation | undefined
  readonly product?: Product | undefined
}

/** A policy as it is reached, with the elements that it stands in, the nearest last. */
export type Reached = { readonly element: XmlElement; readonly within: readonly XmlElement[] }

// A bound for documents that multiply each other by many <base/>.
const reachedMax = 20_000

/**
 * The policies of a section that a request on this route can reach, in order and at every depth:
 * `<base/>` and fragments stand for what they bring in. Source: APIM, howto-policies.
 */
export function effectivePolicies(
  configuration: Configuration,
  route: Route,
  section: Section,
): readonly Reached[] {
  const roots = scopesOf(configuration, route).flatMap(
    (document) => configuration.rootOf(document) ?? [],
  )
  const found: Reached[] = []
  const addSection = (scope: number, within: readonly XmlElement[]): void => {
    const root = roots[scope]
    if (root === undefined) return
    const element = root.children.find(({ name }) => name === section)
    // A section that a document leaves out is inherited.
    if (element === undefined) addSection(scope + 1, within)
    else addAll(element, scope, within, [])
  }
  const addAll = (
    parent: XmlElement,
    scope: number,
    within: readonly XmlElement[],
    fragments: readonly string[],
  ): void => {
    for (const element of parent.children) {
      if (found.length >= reachedMax) return
      if (element.name === 'base') {
        addSection(scope + 1, within)
        continue
      }
      found.push({ element, within })
      const id = fragmentIdOf(element)
      const fragment = id === undefined ? undefined : fragmentRoot(configuration, id)
      if (id !== undefined && fragment !== undefined && !fragments.includes(id)) {
        addAll(fragment, scope, within, [...fragments, id])
      }
      addAll(element, scope, [...within, element], fragments)
    }
  }
  addSection(0, [])
  return found
}

/** The documents of a route, the narrowest first. */
function scopesOf(
  { content }: Configuration,
  { api, operation, product }: Route,
): readonly PolicyDocument[] {
  const workspace = content.workspaces?.find(({ id }) => id === api.workspaceId)
  const owners = [operation, api, product, workspace, { policy: content.globalPolicy }]
  return owners.flatMap((owner) => owner?.policy ?? [])
}

function fragmentIdOf(element: XmlElement): string | undefined {
  if (element.name !== 'include-fragment') return undefined
  return element.attributes.find(({ name }) => name === 'fragment-id')?.value
}

function fragmentRoot(configuration: Configuration, id: string): XmlElement | undefined {
  const { content } = configuration
  const all = [
    ...content.fragments,
    ...(content.workspaces ?? []).flatMap(({ fragments }) => fragments),
  ]
  return configuration.rootOf(all.find((fragment) => fragment.id === id)?.policy)
}
