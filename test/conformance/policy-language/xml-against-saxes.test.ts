import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { SaxesParser } from 'saxes'
import { expect, test } from 'vitest'
import type { XmlElement } from '../../../gateway/policy/xml/element.ts'
import { parsePolicyXml } from '../../../gateway/policy/xml/parse.ts'

const root = join(import.meta.dirname, '../../..')

function documentsIn(folder: string): { readonly file: string; readonly xml: string }[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.xml'))
    .map((file) => ({ file, xml: readFileSync(join(folder, file), 'utf8').replace(/^\uFEFF/, '') }))
}

/** Names and attribute values in document order, by a strict parser; undefined for what is no XML. */
function bySaxes(xml: string): string[] | undefined {
  const parser = new SaxesParser()
  const seen: string[] = []
  parser.on('opentag', ({ name, attributes }) => {
    // A strict parser turns the newlines of attributes into spaces; expressions need them.
    const values = Object.entries(attributes).map(([key, value]) => `${key}=${value}`)
    seen.push([name, ...values].join(' ').replaceAll(/\s+/g, ' '))
  })
  try {
    parser.write(xml).close()
    return seen
  } catch {
    return undefined
  }
}

function byOurs({ name, attributes, children }: XmlElement): string[] {
  const values = attributes.map((attribute) => `${attribute.name}=${attribute.value}`)
  const own = [name, ...values].join(' ').replaceAll(/\s+/g, ' ')
  return [own, ...children.flatMap(byOurs)]
}

const corpus = join(root, '../shared/corpus')

test('a strict parser reads the same in what it accepts of the shipped configuration', () => {
  expectSame(join(root, 'scenarios/configs/orders'), 5)
})

test('a strict parser reads the same in what it accepts of public documents', (context) => {
  if (!existsSync(corpus)) context.skip('the corpus ../shared/corpus is not here')
  expectSame(corpus, 60)
})

function expectSame(folder: string, leastCount: number): void {
  const accepted = documentsIn(folder).flatMap(({ file, xml }) => {
    const expected = bySaxes(xml)
    return expected === undefined ? [] : [{ file, xml, expected }]
  })
  expect(accepted.length).toBeGreaterThanOrEqual(leastCount)
  for (const { file, xml, expected } of accepted) {
    const read = byOurs(parsePolicyXml({ file, xml }))
    // Bodies are opaque to us: what stands in them is text there, and elements here.
    expect(read, file).toEqual(expected.filter((line) => read.includes(line)))
    expect(read.length, file).toBeGreaterThan(0)
  }
}
