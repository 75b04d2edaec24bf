import type { ArtifactFolder } from '../gateway/config/artifact-folder.ts'
import type { XmlElement } from '../gateway/policy/xml/element.ts'
import type { PolicyDocument, RevisionContent } from '../ledger/revision.ts'
import type { FieldPath } from '../scenarios/field-path.ts'
import type { Scenario } from '../scenarios/schema.ts'
import type { Place } from './place.ts'

/** Whose policies a document holds. `unknown`: it stands by itself, and may be of any scope. */
export type Owner =
  | { readonly scope: 'global' | 'workspace' | 'fragment' | 'unknown' }
  | { readonly scope: 'product'; readonly productId: string }
  | { readonly scope: 'api'; readonly apiId: string }
  | { readonly scope: 'operation'; readonly apiId: string; readonly operationId: string }

/** A policy document that is XML. */
export type AdvisedDocument = {
  readonly document: PolicyDocument
  /** As written: `{{names}}` stand in it. */
  readonly root: XmlElement
  readonly owner: Owner
}

/** A whole artifact folder. */
export type Configuration = {
  readonly content: RevisionContent
  readonly artifacts: ArtifactFolder
  /** The root of a document, if it is XML. */
  rootOf(document: PolicyDocument | undefined): XmlElement | undefined
  /** The first of these files that exists: its `properties`, and where a field stands. */
  information(...paths: readonly string[]): Information | undefined
}

export type Information = {
  readonly properties: Readonly<Record<string, unknown>>
  /** Of a field below `properties`, or of the nearest that is there. */
  placeOf(path: readonly PropertyKey[]): Place
}

/** What rules look at. Rules that need more than is there say nothing. */
export type Subject = {
  readonly documents: readonly AdvisedDocument[]
  readonly configuration?: Configuration | undefined
  readonly scenario?: { readonly scenario: Scenario; placeOf(path: FieldPath): Place } | undefined
  /** Where an element or an offset of a document stands. */
  placeOf(at: { readonly document: PolicyDocument; readonly offset: number }): Place
  /** A text with the values of the `{{names}}` that have one. */
  valueOf(text: string): string
}
