import { GatedrillError } from '../../ledger/errors.ts'
import type { NamedValue } from '../../ledger/revision.ts'
import { type PolicyFindings, policyProblem } from './errors.ts'
import { substituteNamedValues } from './named-values.ts'
import type { XmlElement } from './xml/element.ts'

type Size = { characters: number }

// Several times what a document itself may have.
const charactersMax = 4 * 1024 * 1024

/**
 * The element with the values of all `{{names}}` put into attributes, texts and bodies. Names
 * that cannot be put in become warnings, once each place.
 */
export function withNamedValues(
  element: XmlElement,
  namedValues: readonly NamedValue[],
  findings: PolicyFindings,
  size: Size = { characters: 0 },
  isInLiquid = false,
): XmlElement {
  if (!element.innerXml.includes('{{') && !hasReference(element)) return element
  const { document } = element
  const isLiquid = isInLiquid || isTemplate(element)
  const grow = (length: number) => {
    size.characters += length
    if (size.characters > charactersMax) throw tooLarge(element)
  }
  const filled = (text: string, offset: number) => {
    const { text: after, problems } = substituteNamedValues(text, namedValues, {
      document,
      offset,
      isLiquid,
      grow,
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
    children: element.children.map((child) =>
      withNamedValues(child, namedValues, findings, size, isLiquid),
    ),
    text: filled(element.text, element.textOffset),
    // Made when it is asked for, which only bodies do: every element holds that of those inside it.
    get innerXml() {
      // Problems of the inner text are those of text and children, which are said there.
      const place = { document, offset: element.textOffset, isLiquid, grow }
      return substituteNamedValues(element.innerXml, namedValues, place).text
    },
  }
}

function isTemplate({ attributes }: XmlElement): boolean {
  return attributes.some(({ name, value }) => name === 'template' && value === 'liquid')
}

function hasReference({ attributes }: XmlElement): boolean {
  return attributes.some(({ value }) => value.includes('{{'))
}

function tooLarge(element: XmlElement): GatedrillError {
  return new GatedrillError(
    policyProblem(element, 'POLICY_TOO_MANY', {
      what: `with its named values the document has more than ${charactersMax} characters`,
      why: 'a long value that is put in many times grows without end',
      fix: 'put long values in once, or shorten them',
    }),
  )
}
