import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { reportError } from '../errors.ts'
import { type SuiteDocument, suiteSchema } from './suite-document.ts'
import { suiteJunitOf } from './suite-junit.ts'
import { suiteMarkdownOf } from './suite-markdown.ts'
import { suitePageOf } from './suite-page.ts'

/** Writes `suite.json`, `suite.html`, `suite.md` and `junit.xml` into the folder of a suite. */
export function writeSuite(folder: string, document: SuiteDocument): void {
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text)
  write('suite.json', `${JSON.stringify(document, undefined, 2)}\n`)
  write('suite.html', suitePageOf(document))
  write('suite.md', suiteMarkdownOf(document))
  write('junit.xml', suiteJunitOf(document))
}

/** The suite that stands in a folder. Throws SUITE_MISSING or SUITE_INVALID. */
export function readSuite(folder: string): SuiteDocument {
  const file = join(folder, 'suite.json')
  if (!existsSync(file)) {
    throw reportError({
      code: 'SUITE_MISSING',
      where: folder,
      what: existsSync(folder) ? 'no suite.json here' : 'there is no such folder',
      why: 'a suite writes suite.json when it begins, and after each drill',
      fix: 'name the folder of a suite: results/suite-...',
    })
  }
  const parsed = suiteSchema.safeParse(jsonOf(readFileSync(file, 'utf8')))
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw reportError({
    code: 'SUITE_INVALID',
    where: file,
    what: 'this is not what a suite writes',
    why: issue === undefined ? 'no JSON' : `${issue.path.join('.')}: ${issue.message}`,
    fix: 'begin the suite again, without --resume',
  })
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
