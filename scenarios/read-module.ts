import { readFile } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'
import { GatedrillError } from '../ledger/errors.ts'
import { scenarioErrorCodes, scenarioProblem } from './errors.ts'
import { textOfPath } from './field-path.ts'
import { linesOfLiteral } from './literal-lines.ts'
import { resolveOwnModule } from './own-module.ts'
import type { ScenarioDocument } from './scenario-document.ts'

/**
 * Runs a TypeScript or JavaScript file, whose default export is the scenario; `shown` is what
 * errors call it.
 */
export async function readModule(file: string, shown: string): Promise<ScenarioDocument> {
  const module = await moduleOf(file, shown)
  if (!('default' in module)) {
    throw new GatedrillError(
      scenarioProblem({
        code: scenarioErrorCodes.withoutDefaultExport,
        where: shown,
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

async function moduleOf(file: string, shown: string): Promise<Record<string, unknown>> {
  const { href } = pathToFileURL(file)
  resolveOwnModule(href)
  try {
    return await import(href)
  } catch (error) {
    throw new GatedrillError(
      scenarioProblem({
        code: scenarioErrorCodes.syntax,
        where: `${shown}${lineIn(error, file)}`,
        what: error instanceof Error ? firstLineOf(error.message) : String(error),
        why: 'the file cannot be run',
        fix: 'mend it, or see what your editor says of it; only types that can be erased are run',
      }),
    )
  }
}

/** `:3:1` where an error's stack first names the file, as a URL or as a path; else nothing. */
function lineIn(error: unknown, file: string): string {
  const stack = error instanceof Error ? `${error.stack}` : ''
  const places = [pathToFileURL(file).href, file].map((name) => {
    const at = stack.indexOf(`${name}:`)
    return at < 0 ? undefined : /^:\d+(:\d+)?/.exec(stack.slice(at + name.length))?.[0]
  })
  return places.find((place) => place !== undefined) ?? ''
}

function firstLineOf(message: string): string {
  return message.trim().split('\n')[0] ?? message
}
