import {
  type Document,
  isMap,
  isNode,
  isPair,
  isSeq,
  LineCounter,
  type Node,
  parseAllDocuments,
  parseDocument,
} from 'yaml'
import { GatedrillError, type Problem } from '../ledger/errors.ts'
import { scenarioErrorCodes, scenarioProblem } from './errors.ts'
import type { FieldPath } from './field-path.ts'
import type { ScenarioDocument } from './scenario-document.ts'

/** Reads YAML, and JSON as the part of YAML that it is; every syntax error comes with its line. */
export function readYaml(text: string, file: string): ScenarioDocument {
  const lineCounter = new LineCounter()
  return read(parseDocument(text, { lineCounter, prettyErrors: false }), lineCounter, file)
}

/** Reads all documents of a file, which stand between lines of three dashes. */
export function readYamlDocuments(text: string, file: string): readonly ScenarioDocument[] {
  const lineCounter = new LineCounter()
  const documents = parseAllDocuments(text, { lineCounter, prettyErrors: false })
  return Array.from(documents, (document) => read(document, lineCounter, file))
}

function read(document: Document.Parsed, lineCounter: LineCounter, file: string): ScenarioDocument {
  if (document.errors.length > 0) {
    throw new GatedrillError(
      document.errors.map(({ message, pos: [offset] }) => {
        const { line, col } = lineCounter.linePos(offset)
        return syntaxProblem(`${file}:${line}:${col}`, message)
      }),
    )
  }
  try {
    return {
      input: document.toJS(),
      lineOf: (path) => {
        const offset = offsetOf(document.contents, path)
        return offset === undefined ? undefined : lineCounter.linePos(offset).line
      },
    }
  } catch (error) {
    // An alias without anchor, or aliases that unfold without end, show only here.
    throw new GatedrillError(
      syntaxProblem(file, error instanceof Error ? error.message : String(error)),
    )
  }
}

function syntaxProblem(where: string, message: string): Problem {
  return scenarioProblem({
    code: scenarioErrorCodes.syntax,
    where,
    what: message,
    why: 'the file is no YAML or JSON',
    fix: 'mend this line: indent by spaces, close brackets and quotes, write every key once',
  })
}

/** Of the key at `path`, or of the innermost place on the way to it that exists. */
function offsetOf(root: Node | null, path: FieldPath): number | undefined {
  let node: unknown = root
  let offset = root?.range?.[0]
  for (const part of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isPair(item) && nameOf(item.key) === String(part))
      if (pair === undefined) return offset
      offset = startOf(pair.key) ?? offset
      node = pair.value
    } else if (isSeq(node) && typeof part === 'number') {
      node = node.items[part]
      offset = startOf(node) ?? offset
    } else return offset
  }
  return offset
}

function nameOf(key: unknown): string {
  return isNode(key) ? String(key) : String(key ?? '')
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined
}
