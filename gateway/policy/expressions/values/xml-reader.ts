import { spendStep } from '../budget.ts'
import { parseXml } from '../runtime/xml-parse.ts'
import { NetObject } from '../value.ts'
import {
  XComment,
  type XContainer,
  type XDeclaration,
  type XDocument,
  XElement,
  XInstruction,
  type XNode,
  XText,
} from './xml.ts'

/** One stop of a reader: a node, or the end of an element. */
export type XmlStop = {
  readonly type:
    | 'XmlDeclaration'
    | 'Element'
    | 'EndElement'
    | 'Text'
    | 'CDATA'
    | 'Whitespace'
    | 'Comment'
    | 'ProcessingInstruction'
  readonly node: XNode | XDeclaration
  readonly depth: number
  /** The index behind all that the node holds. */
  readonly next: number
}

/**
 * `System.Xml.XmlReader`: a cursor over the nodes of a text. The whole text is read at the first
 * move, so what is wrong further on is told earlier than .NET does.
 */
export class XmlCursor extends NetObject {
  readonly netType = 'XmlReader'
  readonly #text: string
  #stops: readonly XmlStop[] | undefined
  /** Before the first move. */
  #at = -1

  constructor(text: string) {
    super()
    this.#text = text
  }

  /** Undefined before the first stop and behind the last. */
  get here(): XmlStop | undefined {
    return this.#stops?.[this.#at]
  }

  get isAtEnd(): boolean {
    return this.#stops !== undefined && this.#at >= this.#stops.length
  }

  get hasMoved(): boolean {
    return this.#at >= 0
  }

  /** To the next stop, or to the one of that index; false when none is left. */
  move(to = this.#at + 1): boolean {
    spendStep()
    this.#stops ??= stopsOf(parseXml(this.#text, true))
    this.#at = Math.min(to, this.#stops.length)
    return this.#at < this.#stops.length
  }
}

function stopsOf(document: XDocument): readonly XmlStop[] {
  const stops: XmlStop[] = []
  const { declaration } = document
  if (declaration !== undefined) {
    stops.push({ type: 'XmlDeclaration', node: declaration, depth: 0, next: 1 })
  }
  walk(document, 0, stops)
  return stops
}

function walk(container: XContainer, depth: number, stops: XmlStop[]): void {
  for (const node of container.nodes) {
    const at = stops.length
    const leaf = { type: typeOfNode(node), node, depth, next: at + 1 }
    stops.push(leaf)
    // `<a/>` has no end of its own.
    if (!(node instanceof XElement) || (node.isEmpty && node.nodes.length === 0)) continue
    walk(node, depth + 1, stops)
    stops.push({ type: 'EndElement', node, depth, next: stops.length + 1 })
    stops[at] = { ...leaf, next: stops.length }
  }
}

function typeOfNode(node: XNode): XmlStop['type'] {
  if (node instanceof XElement) return 'Element'
  if (node instanceof XComment) return 'Comment'
  if (node instanceof XInstruction) return 'ProcessingInstruction'
  if (!(node instanceof XText)) return 'Text'
  if (node.netType === 'XCData') return 'CDATA'
  return node.value.trim() === '' ? 'Whitespace' : 'Text'
}
