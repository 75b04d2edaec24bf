import fc from 'fast-check'
import { parsePolicyXml } from '../../gateway/policy/xml/parse.ts'
import { GatedrillError } from '../../ledger/errors.ts'
import { checkProperty } from './check-property.ts'
import { defineFuzz } from './define-fuzz.ts'

const markup = fc.constantFrom(
  ...['<policies>', '</policies>', '<a', '<a>', '</a>', '/>', '>', ' b="', '"', "'", '=', '<!--'],
  ...['-->', '<![CDATA[', ']]>', '<?', '?>', '&amp;', '&', '&#', ';', '@(', '@{', ')', '}', '('],
  ...['{', '$"', '@"', '\n', '//', '/*', '*/', '\\', 'x', '<!DOCTYPE', '\uFEFF', '\0', '\uD800'],
  '{{x}}',
)

const documents = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(markup, { maxLength: 60 }).map((parts) => parts.join('')),
  fc.array(markup, { maxLength: 60 }).map((parts) => `<policies>${parts.join('')}</policies>`),
)

/** The parser ends with an element, or with an error that has a place. */
export const xmlProperty = fc.property(documents, (xml) => {
  try {
    parsePolicyXml({ file: 'p.xml', xml })
  } catch (error) {
    if (!(error instanceof GatedrillError)) throw error
    const where = error.problems[0]?.where ?? ''
    if (!/^p\.xml:\d+:\d+$/.test(where)) throw new Error(`no place: ${JSON.stringify(where)}`)
  }
})

export const xml = defineFuzz({
  name: 'xml',
  about: 'policy documents: an element or an error with a place, whatever is read',
  run: (options) => checkProperty(xmlProperty, options),
})
