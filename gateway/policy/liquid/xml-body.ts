import { type SaxesAttributePlain, SaxesParser } from 'saxes'
import { spendSize, spendStep } from '../expressions/budget.ts'
import { raise } from '../expressions/error.ts'
import { jsonDate } from '../expressions/runtime/date-parse.ts'
import { LiquidDate } from './liquid-value.ts'
import { viewOf } from './view.ts'

export type XmlBodyOptions = {
  /** What an element marked `xsi:nil="true"` is. */
  readonly nil: 'blank' | 'null'
  readonly takesDates: boolean
}

type Node = {
  readonly name: string
  readonly isNil: boolean
  readonly members: Map<string, unknown[]>
  text: string
}

// Far above any envelope; a view of each level is made by a call inside the last one.
const depthMax = 128

/**
 * XML as templates read it: an element is its text, or has its children as members without their
 * prefixes, found in any case (`body.envelope.body.x`); those of one name are an array. Attributes
 * of an element with children are its members with `@` before their name.
 * Source: APIM, templates that the SOAP import writes. Throws an ExpressionError for what is no XML.
 */
export function xmlBody(xml: string, options: XmlBodyOptions): unknown {
  spendSize(xml.length)
  const root = newNode('', false)
  const open: Node[] = [root]
  const parser = new SaxesParser({ xmlns: false })
  parser.on('opentag', ({ name, attributes }) => {
    spendStep()
    if (open.length > depthMax) raise('XmlException', `XML is nested deeper than ${depthMax}.`)
    open.push(nodeOf(name, attributes))
  })
  const text = (piece: string) => {
    const node = open.at(-1)
    if (node !== undefined) node.text += piece
  }
  parser.on('text', text)
  parser.on('cdata', text)
  parser.on('closetag', () => {
    const node = open.pop()
    const parent = open.at(-1)
    if (node !== undefined && parent !== undefined) add(parent, node.name, contentOf(node, options))
  })
  parser.on('error', (error) => raise('XmlException', error.message))
  parser.write(xml).close()
  return membersView(root.members)
}

function newNode(name: string, isNil: boolean): Node {
  return { name, isNil, members: new Map(), text: '' }
}

function nodeOf(name: string, attributes: Record<string, string | SaxesAttributePlain>): Node {
  const given = Object.entries(attributes).map(([key, value]) => [key, String(value)] as const)
  const isNil = given.some(([key, value]) => localName(key) === 'nil' && value === 'true')
  const node = newNode(localName(name), isNil)
  for (const [key, value] of given) {
    if (!key.startsWith('xmlns')) add(node, `@${localName(key)}`, value)
  }
  return node
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}

function add({ members }: Node, name: string, value: unknown): void {
  const known = members.get(name)
  if (known === undefined) members.set(name, [value])
  else known.push(value)
}

function contentOf({ isNil, members, text }: Node, { nil, takesDates }: XmlBodyOptions): unknown {
  if (isNil) return nil === 'null' ? null : ''
  const hasElements = [...members.keys()].some((name) => !name.startsWith('@'))
  if (hasElements || (members.size > 0 && text.trim() === '')) return membersView(members)
  const date = takesDates ? jsonDate(text) : undefined
  return date === undefined ? text : new LiquidDate(date)
}

function membersView(members: ReadonlyMap<string, readonly unknown[]>): object {
  const lower = new Map([...members].map(([name, values]) => [name.toLowerCase(), values]))
  const get = (name: string) => oneOf(members.get(name) ?? lower.get(name.toLowerCase()))
  return viewOf({
    get,
    *pairs() {
      for (const [name, values] of members) yield [name, oneOf(values)]
    },
    toText: () => '',
  })
}

function oneOf(values: readonly unknown[] | undefined): unknown {
  return values?.length === 1 ? values[0] : values
}
