import { spendSize } from '../budget.ts'
import { raise } from '../error.ts'
import { parsedForm } from '../runtime/form.ts'
import { parseJson } from '../runtime/json-parse.ts'
import { fromJson } from '../runtime/json-to.ts'
import { parseElement, parseXml } from '../runtime/xml-parse.ts'
import type { TypeNode } from '../syntax/node.ts'
import type { Value } from '../value.ts'
import { NetArray, NetBytes, NetDictionary, NetPair } from '../values/collection.ts'
import { BodyView } from '../values/exchange.ts'
import { defineType } from './define.ts'
import { named, objectKind, optional } from './kind.ts'
import { bool, dynamic, typeArgument } from './kinds.ts'

const body = objectKind(BodyView, 'IMessageBody')
const preserve = named('preserveContent', optional(bool))

export const bodyType = defineType('IMessageBody', body)
  .method('As', [preserve], typeArgument, (self, [isPreserved], { types }) =>
    read(self, isPreserved === true, (bytes) => bodyAs(bytes, types[0])),
  )
  .method('AsFormUrlEncodedContent', [preserve], dynamic, (self, [isPreserved]) =>
    read(self, isPreserved === true, (bytes) => formOf(bytes)),
  )

/** A body that is read once without being preserved is gone. */
function read({ message }: BodyView, isPreserved: boolean, parse: (bytes: Buffer) => Value): Value {
  const { body: held } = message
  if (held.kind === 'stream') raise('InvalidOperationException', 'The body has not been buffered.')
  if (held.kind === 'empty') return null
  spendSize(held.bytes.length)
  const value = parse(held.bytes)
  // Empty, but there: what is read again is no error.
  if (!isPreserved) message.body = { kind: 'bytes', bytes: Buffer.alloc(0) }
  return value
}

function bodyAs(bytes: Buffer, type: TypeNode | undefined): Value {
  const name = type?.name ?? 'string'
  if (name === 'string') return textOf(bytes)
  if (name === 'byte') return new NetBytes(Buffer.from(bytes))
  if (xmlTypes.has(name)) return xmlOf(textOf(bytes), name)
  if (type === undefined || !jsonTypes.has(name)) {
    return raise('NotSupportedException', `A body cannot be read as ${name}.`)
  }
  const text = textOf(bytes)
  return text.trim() === '' ? null : fromJson(type, parseJson(text))
}

const xmlTypes: ReadonlySet<string> = new Set(['XElement', 'XDocument', 'XNode', 'XContainer'])

function xmlOf(text: string, name: string): Value {
  if (text.trim() === '') return null
  return name === 'XDocument' ? parseXml(text) : parseElement(text)
}

const jsonTypes: ReadonlySet<string> = new Set(['JObject', 'JArray', 'JToken', 'JValue', 'object'])

function textOf(bytes: Buffer): string {
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
  return bytes.toString('utf8', hasMark ? 3 : 0)
}

function formOf(bytes: Buffer): NetDictionary {
  const dictionary = new NetDictionary()
  for (const [name, values] of parsedForm(textOf(bytes))) {
    dictionary.entries.set(name, new NetPair(name, new NetArray([...values], 'string')))
  }
  return dictionary
}
