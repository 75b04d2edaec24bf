import { existsSync, globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { isExpression } from '../../../gateway/policy/expressions/expression.ts'
import type { XmlElement } from '../../../gateway/policy/xml/element.ts'
import { parsePolicyXml } from '../../../gateway/policy/xml/parse.ts'
import { GatedrillError } from '../../../ledger/errors.ts'

const folder = resolve(import.meta.dirname, '../../../../shared/corpus')

/** Public policy documents by path; none where ../shared/corpus is absent. */
export const corpusFiles = existsSync(folder) ? globSync('**/*.xml', { cwd: folder }) : []

/** An expression of a document, with the place it stands at. */
export type CorpusSource = {
  readonly file: string
  readonly text: string
  readonly element: XmlElement
  readonly offset: number
}

/** Undefined for a document that is none. */
export function parsedOf(file: string): XmlElement | undefined {
  try {
    return parsePolicyXml({ file, xml: readFileSync(join(folder, file), 'utf8') })
  } catch (error) {
    if (error instanceof GatedrillError) return undefined
    throw error
  }
}

/** All expressions below an element. Named values have some value: a bare token needs one. */
export function sourcesIn(element: XmlElement): CorpusSource[] {
  const own = [
    ...element.attributes.map(({ value, offset }) => ({ text: value, offset })),
    { text: element.text, offset: element.textOffset },
  ]
  const here = own
    .filter(({ text }) => isExpression(text))
    .map(({ text, offset }) => ({
      file: element.document.file,
      text: text.replace(/\{\{[\w.-]+\}\}/g, '1'),
      element,
      offset,
    }))
  return [...here, ...element.children.flatMap(sourcesIn)]
}
