import type { PolicyDocument } from '../../../ledger/revision.ts'

export type XmlAttribute = {
  readonly name: string
  /** Decoded; newlines kept, for expressions may hold `//` comments. */
  readonly value: string
  /** Of the value's first character in the document. */
  readonly offset: number
}

/** An element of a policy document. Comments and processing instructions are left out. */
export type XmlElement = {
  readonly name: string
  readonly attributes: readonly XmlAttribute[]
  /** Elements only. */
  readonly children: readonly XmlElement[]
  /** Text and CDATA directly inside, decoded and joined. */
  readonly text: string
  /** Of the first character that is no white space of `text` in the document. */
  readonly textOffset: number
  /** What stands between the tags, as written: for bodies, which are opaque. */
  readonly innerXml: string
  /** Of `<` in the document. */
  readonly offset: number
  readonly document: PolicyDocument
}
