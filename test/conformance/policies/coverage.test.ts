import { existsSync, globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { checkLooseDocuments } from '../../../gateway/check/check-documents.ts'
import type { Counted } from '../../../gateway/check/coverage.ts'

const folder = resolve(import.meta.dirname, '../../../../shared/corpus')

/** Shares of the public documents, in percent; they may only grow. */
const ratchet = { documents: 77, policies: 96, members: 99.5 }

test('public policy documents run as they are written, as far as they ever did', (context) => {
  if (!existsSync(folder)) context.skip('the corpus ../shared/corpus is not here')
  const documents = globSync('**/*.xml', { cwd: folder })
    .toSorted()
    .map((file) => ({
      file,
      xml: readFileSync(join(folder, file), 'utf8').replace(/^\uFEFF/, ''),
    }))
  const { coverage, errors, warnings } = checkLooseDocuments(documents, 'rawxml')
  const { executable, total } = coverage.documents
  console.info(
    `${executable} of ${total} documents; policies without support: ${saidOf(coverage.policies)}; ` +
      `members: ${saidOf(coverage.members)}`,
  )
  for (const { where } of [...errors, ...warnings]) expect(where).toMatch(/:\d+:\d+$/)
  expect(total).toBeGreaterThan(200)
  expect((executable / total) * 100).toBeGreaterThanOrEqual(ratchet.documents)
  expect(shareOf(coverage.policies)).toBeGreaterThanOrEqual(ratchet.policies)
  expect(shareOf(coverage.members)).toBeGreaterThanOrEqual(ratchet.members)
})

function shareOf({ supported, total }: Counted): number {
  return (supported / total) * 100
}

function saidOf({ unsupported }: Counted): string {
  return unsupported.map(({ name, count }) => `${name} ${count}`).join(', ') || 'none'
}
