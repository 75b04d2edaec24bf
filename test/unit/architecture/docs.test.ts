import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { checklistDocs } from './generated-checklist.ts'
import { cliDocs } from './generated-cli.ts'
import { errorCodes, generatedDocs } from './generated-docs.ts'
import { drillDocs, drillPages } from './generated-drills.ts'
import { scenarioDocs } from './generated-scenario.ts'
import { root, sourcesOf } from './sources.ts'

const drills = await drillDocs()

test.each([...generatedDocs, ...drills, ...cliDocs, ...scenarioDocs, ...(await checklistDocs())])(
  '$path says what the code says (npm run golden rewrites it)',
  ({ path, make }) => {
    const file = join(root, path)
    const made = `${make()}\n`
    if (process.env.GOLDEN === 'write') {
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, made)
    }
    expect(readFileSync(file, 'utf8')).toBe(made)
  },
)

test('no page is of a drill that has gone', () => {
  const pages = readdirSync(join(root, drillPages)).map((file) => `${drillPages}/${file}`)
  const made = drills.map(({ path }) => path)
  expect(pages.filter((page) => !made.includes(page))).toEqual([])
})

/** Codes that no test throws yet; the list may only shrink. */
const untested: readonly string[] = ['LOAD_NO_TOKEN', 'PROCESS_NOT_READY', 'WORLD_NOT_STEADY']

test('every error code is thrown in a test', () => {
  const texts = sourcesOf(['test'])
    .filter(({ path }) => !path.startsWith('test/unit/architecture/'))
    .map(({ text }) => text)
  const missing = errorCodes()
    .filter(
      ({ code, alias }) =>
        !texts.some((text) => text.includes(code) || text.includes(`ErrorCodes.${alias}`)),
    )
    .map(({ code }) => code)
  expect(missing).toEqual(untested)
})
