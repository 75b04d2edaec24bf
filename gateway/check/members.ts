import { GatedrillError } from '../../ledger/errors.ts'
import type { PolicyDocument } from '../../ledger/revision.ts'
import { isExpression } from '../policy/expressions/expression.ts'
import { parseBody, parseSingle } from '../policy/expressions/syntax/parse.ts'
import { SyntaxProblem } from '../policy/expressions/syntax/token.ts'
import type { XmlElement } from '../policy/xml/element.ts'
import { parsePolicyXml } from '../policy/xml/parse.ts'

export type Expressions = {
  readonly count: number
  /** Names that follow a dot in them, each as often as it does: properties and methods. */
  readonly members: number
}

/** Counts what the expressions of a document use; of one that is no XML, nothing. */
export function expressionsIn(document: PolicyDocument): Expressions {
  const root = rootOf(document)
  const sources = root === undefined ? [] : sourcesIn(root)
  return {
    count: sources.length,
    members: sources.reduce((sum, source) => sum + membersIn(source), 0),
  }
}

function rootOf(document: PolicyDocument): XmlElement | undefined {
  try {
    return parsePolicyXml(document)
  } catch (error) {
    if (error instanceof GatedrillError) return undefined
    throw error
  }
}

function sourcesIn({ attributes, text, children }: XmlElement): readonly string[] {
  const own = [...attributes.map(({ value }) => value), text].filter(isExpression)
  return [...own, ...children.flatMap(sourcesIn)]
}

function membersIn(source: string): number {
  // A named value may be a token of its own: it needs some value to be C# at all.
  const filled = source.replaceAll(/\{\{[^{}]*\}\}/g, '1').trim()
  const end = filled.length - 1
  try {
    return countIn(filled[1] === '{' ? parseBody(filled, 2, end) : parseSingle(filled, 2, end))
  } catch (error) {
    if (error instanceof SyntaxProblem) return 0
    throw error
  }
}

/** Nodes of every kind are plain data: what is below one is in its fields. */
function countIn(part: unknown): number {
  if (typeof part !== 'object' || part === null) return 0
  const own = 'kind' in part && part.kind === 'member' ? 1 : 0
  return Object.values(part).reduce<number>((sum, below) => sum + countIn(below), own)
}
