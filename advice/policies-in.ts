import { type Section, sections } from '../gateway/policy/define-policy.ts'
import type { XmlElement } from '../gateway/policy/xml/element.ts'
import type { AdvisedDocument, Subject } from './subject.ts'

/** An element of a document, with what stands around it. */
export type Policy = {
  readonly element: XmlElement
  readonly in: AdvisedDocument
  /** Absent in a fragment. */
  readonly section: Section | undefined
  /** From the section down; the nearest last. */
  readonly ancestors: readonly XmlElement[]
}

/** Every element below the sections of all documents that has one of these names, in order. */
export function policiesNamed(
  { documents }: Subject,
  ...names: readonly string[]
): readonly Policy[] {
  return documents.flatMap((document) =>
    policiesOf(document).filter(({ element }) => names.includes(element.name)),
  )
}

/** Every element below the sections of a document, or below the root of a fragment. */
export function policiesOf(document: AdvisedDocument): readonly Policy[] {
  const { root } = document
  if (root.name === 'fragment') return policiesBelow(root, [], undefined, document)
  return root.children.flatMap((child) => {
    const section = sections.find((name) => name === child.name)
    return section === undefined ? [] : policiesBelow(child, [], section, document)
  })
}

function policiesBelow(
  parent: XmlElement,
  above: readonly XmlElement[],
  section: Section | undefined,
  document: AdvisedDocument,
): readonly Policy[] {
  const ancestors = [...above, parent]
  return parent.children.flatMap((element) => [
    { element, in: document, section, ancestors },
    ...policiesBelow(element, ancestors, section, document),
  ])
}

/** The value of an attribute, trimmed. */
export function attributeOf({ attributes }: XmlElement, name: string): string | undefined {
  return attributes.find((attribute) => attribute.name === name)?.value.trim()
}

/** Where the value of an attribute stands; of the element when it has none. */
export function atAttribute(element: XmlElement, name: string) {
  const found = element.attributes.find((attribute) => attribute.name === name)
  return { document: element.document, offset: found?.offset ?? element.offset }
}

/** The element and all below it. */
export function allIn(element: XmlElement): readonly XmlElement[] {
  return [element, ...element.children.flatMap(allIn)]
}

/** The first descendant with this name. */
export function firstIn(element: XmlElement, name: string): XmlElement | undefined {
  return element.children.flatMap(allIn).find((inner) => inner.name === name)
}
