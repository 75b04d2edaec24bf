const invalid = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u

/** Whether every character may stand in XML 1.0. Source: XML 1.0, production 2. */
export function isXmlText(text: string): boolean {
  return !invalid.test(text)
}

const references: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#x9;',
  '\n': '&#xA;',
  '\r': '&#xD;',
}

/** A text between tags; a carriage return would be read as a newline. */
export function escapedText(text: string): string {
  return text.replace(/[&<>\r]/g, (character) => references[character] ?? character)
}

/** A text between double quotes; white space other than a space would be read as one. */
export function xmlAttribute(text: string): string {
  return text.replace(/[&<>"\t\n\r]/g, (character) => references[character] ?? character)
}

// What begins a name in XML 1.0 and .NET alike; characters beyond 16 bits are encoded as .NET does.
const start =
  'A-Z_a-z\\u00c0-\\u00d6\\u00d8-\\u00f6\\u00f8-\\u02ff\\u0370-\\u037d\\u037f-\\u1fff\\u200c\\u200d\\u2070-\\u218f\\u2c00-\\u2fef\\u3001-\\ud7ff\\uf900-\\ufdcf\\ufdf0-\\ufffd'
const rest = `${start}\\-.0-9\\u00b7\\u0300-\\u036f\\u203f\\u2040`
// A name that looks encoded would be decoded to another one.
const mustBeEncoded = new RegExp(`_(?=x[0-9A-Fa-f]{4}_)|^[^${start}]|[^${rest}]`, 'gu')

/** A name with what XML forbids as `_xHHHH_`. Source: .NET, XmlConvert.EncodeLocalName. */
export function encodedName(name: string): string {
  return name.replace(mustBeEncoded, codeOf)
}

function codeOf(character: string): string {
  const code = character.codePointAt(0) ?? 0
  const digits = code.toString(16).toUpperCase()
  return `_x${digits.padStart(code > 0xffff ? 8 : 4, '0')}_`
}
