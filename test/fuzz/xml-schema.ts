import fc from 'fast-check'
import { checkXml } from '../../gateway/policy/validation/check-xml.ts'
import { compileXmlSchema } from '../../gateway/policy/validation/xml-schema.ts'
import { readXmlSchema } from '../../gateway/policy/validation/xml-schema-document.ts'
import { checkProperty } from './check-property.ts'
import { defineFuzz } from './define-fuzz.ts'

const markup = fc.constantFrom(
  ...[
    '<a>',
    '</a>',
    '<b>',
    '</b>',
    '<b/>',
    '<c x="1">',
    '</c>',
    ' ',
    '1',
    'x',
    '&amp;',
    '&#0;',
    '&',
  ],
  ...['<![CDATA[', ']]>', '<!--', '-->', '<?x ?>', '<!DOCTYPE a>', '\0', '\uFEFF', '\uD800', '\n'],
  ...['<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope">', '<s:Body>', '</s:Body>'],
  ...[
    '</s:Envelope>',
    ' xmlns="urn:a"',
    '<a xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"',
  ],
  ...[' xsi:type="xs:int"', ' xsi:schemaLocation="a file:///etc/passwd"', '>', '/>'],
)
const bodies = fc.array(markup, { maxLength: 30 }).map((parts) => parts.join(''))

const parts = fc.constantFrom(
  ...['<xs:element name="a" type="xs:int"/>', '<xs:element name="b">', '</xs:element>', 'ref="a"'],
  ...['<xs:complexType>', '</xs:complexType>', '<xs:sequence>', '</xs:sequence>', '<xs:choice/>'],
  ...['<xs:element ref="a" maxOccurs="99"/>', '<xs:include schemaLocation="/schemas/a"/>'],
  ...['<xs:import schemaLocation="file:///etc/passwd"/>', '<xs:simpleType name="T">', '<xs:any/>'],
  ...[
    '<xs:restriction base="T"><xs:pattern value="(a|aa)*"/></xs:restriction>',
    '</xs:simpleType>',
  ],
  ...[
    '<xs:element name="c" type="T"/>',
    '<xs:group name="g">',
    '</xs:group>',
    '<xs:group ref="g"/>',
  ],
)
const schemas = fc
  .array(parts, { maxLength: 12 })
  .map(
    (all) => `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">${all.join('')}</xs:schema>`,
  )

const subject = { type: 'RequestBody', contentType: 'text/xml' } as const

/** Any body by any schema is checked or cannot be, whatever either is. */
export const xmlSchemaProperty = fc.asyncProperty(
  schemas,
  bodies,
  fc.boolean(),
  async (document, body, isSoap) => {
    if (readXmlSchema(document).problem !== undefined) return
    const schema = compileXmlSchema('a', new Map([['a', document]]))
    await schema.prepare()
    // Only what is XML comes to a schema.
    for (const text of [body, `<a>${body}</a>`, '<a>1</a>']) {
      if (checkXml(text, isSoap, subject).length === 0) schema.check(text, isSoap)
    }
  },
)

export const xmlSchema = defineFuzz({
  name: 'xml-schema',
  about: 'XML bodies by XML schemas: fits, does not, or cannot be said',
  run: (options) => checkProperty(xmlSchemaProperty, options),
})
