import type { RevisionContent } from '../../ledger/revision.ts'
import type { Instrument } from '../trace/recorded.ts'
import type { EntityKind, Policy, Scope, Section } from './define-policy.ts'
import type { PolicyFindings } from './errors.ts'
import type { Certificates } from './expressions/values/certificate.ts'
import type { Tools } from './tools.ts'
import type { XmlElement } from './xml/element.ts'

export type Registry = ReadonlyMap<string, Policy>

/** What all documents of one configuration are compiled with. */
export type Compilation = {
  readonly content: RevisionContent
  readonly tools: Tools
  readonly registry: Registry
  readonly certificates: Certificates
  /** Whose documents are compiled; undefined for those of the gateway itself. */
  readonly workspaceId: string | undefined
  readonly findings: PolicyFindings
  /** Policies compiled so far of one document, with those of its fragments. */
  readonly size: { policies: number }
  /** Policies of the service that this gateway does not have, and why. */
  readonly known: ReadonlyMap<string, string>
  /** The root of a fragment, parsed; undefined when there is none of that id. */
  fragment(id: string): XmlElement | undefined
  /**
   * Takes down an entity that is taken to exist; absent where the whole configuration is known.
   */
  readonly assume: ((kind: EntityKind, id: string) => void) | undefined
  /** Put around each step; absent for requests that nobody traces. */
  readonly instrument: Instrument | undefined
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
