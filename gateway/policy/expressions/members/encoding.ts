import { raise } from '../error.ts'
import { toText } from '../runtime/text.ts'
import { NetObject, type Value } from '../value.ts'
import { defineType } from './define.ts'
import { objectKind, optional } from './kind.ts'
import { any, bytes, int, sequence, text } from './kinds.ts'

type EncodingName = 'utf8' | 'utf16le' | 'latin1' | 'ascii'

class NetEncoding extends NetObject {
  readonly netType = 'Encoding'
  readonly encoding: EncodingName

  constructor(encoding: EncodingName) {
    super()
    this.encoding = encoding
  }
}

const encoding = objectKind(NetEncoding, 'Encoding')
const known: Readonly<Record<string, EncodingName>> = {
  UTF8: 'utf8',
  Unicode: 'utf16le',
  ASCII: 'ascii',
  Latin1: 'latin1',
  Default: 'utf8',
}

const table = defineType('Encoding', encoding)
  .method('GetBytes', [text], bytes, ({ encoding: name }, [value]) => encoded(value, name))
  .method('GetBytes', [sequence], bytes, ({ encoding: name }, [codes]) =>
    encoded(codes.map(toText).join(''), name),
  )
  .method('GetByteCount', [text], int, ({ encoding: name }, [value]) => encoded(value, name).length)
  .method('GetString', [bytes], text, ({ encoding: name }, [value]) => value.toString(name))
  .method('GetString', [bytes, int, int], text, ({ encoding: name }, [value, start, count]) =>
    value.toString(name, start, start + count),
  )
  .property('WebName', text, ({ encoding: name }) => (name === 'utf8' ? 'utf-8' : name))
  .static('GetEncoding', [any], encoding, ([name]) => encodingNamed(toText(name)))

for (const [name, of] of Object.entries(known))
  table.value(name, encoding, () => new NetEncoding(of))

/** `System.Text.Encoding` */
export const encodingType = table

export const utf8EncodingType = defineType<Value>('UTF8Encoding', undefined).create(
  [optional(any), optional(any)],
  () => new NetEncoding('utf8'),
)

/** What ASCII has no code for becomes a question mark. */
function encoded(value: string, name: EncodingName): Buffer {
  if (name === 'ascii') return Buffer.from(value.replace(/[^\0-\x7f]/g, '?'), 'ascii')
  return Buffer.from(name === 'latin1' ? value.replace(/[^\0-\xff]/g, '?') : value, name)
}

const byName: Readonly<Record<string, EncodingName>> = {
  'utf-8': 'utf8',
  utf8: 'utf8',
  'utf-16': 'utf16le',
  unicode: 'utf16le',
  'us-ascii': 'ascii',
  ascii: 'ascii',
  'iso-8859-1': 'latin1',
  latin1: 'latin1',
  'windows-1252': 'latin1',
  '28591': 'latin1',
  '1252': 'latin1',
  '65001': 'utf8',
}

function encodingNamed(name: string): NetEncoding {
  const found = byName[name.toLowerCase()]
  if (found === undefined) raise('ArgumentException', `'${name}' is not a supported encoding name.`)
  return new NetEncoding(found)
}
