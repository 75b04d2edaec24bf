import { existsSync, globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { checkLooseDocuments } from '../../../gateway/check/check-documents.ts'
import type { Counted } from '../../../gateway/check/coverage.ts'
import { brokenDocuments, brokenOf } from './broken-documents.ts'

const folder = resolve(import.meta.dirname, '../../../../shared/corpus')

/** Shares of the public documents, in percent; they may only grow. */
const ratchet = { documents: 93, ofSound: 98, policies: 99, members: 100 }

/** What this gateway lacks, each with the end of the path of the document that shows it. */
const notRun: readonly string[] = [
  // sf-service-instance-name: there is no Service Fabric cluster to ask.
  'TestData/set-backend-service.xml',
  // Names are not looked up in a model.
  'TestData/validate-odata-request.xml',
  'TestData/xsl-transform.xml',
]

test('public policy documents run as they are written, as far as they ever did', (context) => {
  if (!existsSync(folder)) context.skip('the corpus ../shared/corpus is not here')
  const files = globSync('**/*.xml', { cwd: folder }).toSorted()
  const documents = files.map((file) => ({
    file,
    xml: readFileSync(join(folder, file), 'utf8').replace(/^\uFEFF/, ''),
  }))
  const checked = checkLooseDocuments(documents, 'rawxml')
  const { coverage, errors, warnings } = checked
  const { executable, refused, total } = coverage.documents
  console.info(
    `${executable} of ${total} documents, ${refused} of which are wrong as they stand; ` +
      `policies without support: ${saidOf(coverage.policies)}; members: ${saidOf(coverage.members)}`,
  )
  for (const { where } of [...errors, ...warnings]) expect(where).toMatch(/:\d+:\d+$/)
  const wrong = checked.documents.filter(({ isRefused }) => isRefused)
  expect(wrong.map(({ file }) => brokenOf(file) ?? file).toSorted()).toEqual(
    Object.keys(brokenDocuments).toSorted(),
  )
  const others = checked.documents.filter((one) => !one.isExecutable && !one.isRefused)
  expect(others.map(({ file }) => notRun.find((known) => file.endsWith(known)) ?? file)).toEqual(
    notRun,
  )
  expect(total).toBeGreaterThan(200)
  expect((executable / total) * 100).toBeGreaterThanOrEqual(ratchet.documents)
  expect((executable / (total - refused)) * 100).toBeGreaterThanOrEqual(ratchet.ofSound)
  expect(shareOf(coverage.policies)).toBeGreaterThanOrEqual(ratchet.policies)
  expect(shareOf(coverage.members)).toBeGreaterThanOrEqual(ratchet.members)
})

function shareOf({ supported, total }: Counted): number {
  return (supported / total) * 100
}

function saidOf({ unsupported }: Counted): string {
  return unsupported.map(({ name, count }) => `${name} ${count}`).join(', ') || 'none'
}
