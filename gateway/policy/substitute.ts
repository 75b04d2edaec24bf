import type { NamedValue } from '../../ledger/revision.ts'
import type { PolicyFindings } from './errors.ts'
import { substituteNamedValues } from './named-values.ts'
import type { XmlElement } from './xml/element.ts'

/**
 * The element with the values of all `{{names}}` put into attributes, texts and bodies. Names
 * that cannot be put in become warnings, once each place.
 */
export function withNamedValues(
  element: XmlElement,
  namedValues: readonly NamedValue[],
  findings: PolicyFindings,
): XmlElement {
  if (!element.innerXml.includes('{{') && !hasReference(element)) return element
  const { document } = element
  const isLiquid = element.attributes.some(
    ({ name, value }) => name === 'template' && value === 'liquid',
  )
  const filled = (text: string, offset: number) => {
    const { text: after, problems } = substituteNamedValues(text, namedValues, {
      document,
      offset,
      isLiquid,
    })
    findings.warnings.push(...problems)
    return after
  }
  return {
    ...element,
    attributes: element.attributes.map((attribute) => ({
      ...attribute,
      value: filled(attribute.value, attribute.offset),
    })),
    children: element.children.map((child) => withNamedValues(child, namedValues, findings)),
    text: filled(element.text, element.textOffset),
    // Problems of the inner text are those of text and children, which are said there.
    innerXml: substituteNamedValues(element.innerXml, namedValues, {
      document,
      offset: element.textOffset,
      isLiquid,
    }).text,
  }
}

function hasReference({ attributes }: XmlElement): boolean {
  return attributes.some(({ value }) => value.includes('{{'))
}
