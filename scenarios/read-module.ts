import { readFile } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'
import { GatedrillError } from '../ledger/errors.ts'
import { scenarioErrorCodes, scenarioProblem } from './errors.ts'
import { textOfPath } from './field-path.ts'
import { linesOfLiteral } from './literal-lines.ts'
import type { ScenarioDocument } from './scenario-document.ts'

/** Runs a TypeScript or JavaScript file, whose default export is the scenario. */
export async function readModule(file: string): Promise<ScenarioDocument> {
  const module = await moduleOf(file)
  if (!('default' in module)) {
    throw new GatedrillError(
      scenarioProblem({
        code: scenarioErrorCodes.withoutDefaultExport,
        where: file,
        what: 'no default export',
        why: 'a scenario in TypeScript is the default export of its file',
        fix: 'write: export default defineScenario({ ... })',
      }),
    )
  }
  const lines = linesOfLiteral(await readFile(file, 'utf8'))
  return {
    input: module.default,
    lineOf: (path) =>
      path
        .map((_, index) => lines.get(textOfPath(path.slice(0, path.length - index))))
        .find((line) => line !== undefined),
  }
}

async function moduleOf(file: string): Promise<Record<string, unknown>> {
  try {
    return await import(pathToFileURL(file).href)
  } catch (error) {
    throw new GatedrillError(
      scenarioProblem({
        code: scenarioErrorCodes.syntax,
        where: placeOf(error, file),
        what: error instanceof Error ? firstLineOf(error.message) : String(error),
        why: 'the file cannot be run',
        fix: 'mend it, or see what your editor says of it; only types that can be erased are run',
      }),
    )
  }
}

/** The stack of an error of this file names its line: `file:///drill.ts:3:1`. */
function placeOf(error: unknown, file: string): string {
  const stack = error instanceof Error ? `${error.stack}` : ''
  const at = stack.indexOf(pathToFileURL(file).href)
  const line = at < 0 ? undefined : /^[^\n]*?:(\d+(?::\d+)?)\)?$/m.exec(stack.slice(at))?.[1]
  return line === undefined ? file : `${file}:${line}`
}

function firstLineOf(message: string): string {
  return message.trim().split('\n')[0] ?? message
}
