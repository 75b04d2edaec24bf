import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { expect, test } from 'vitest'
import { root } from './sources.ts'

type Link = { readonly page: string; readonly target: string; readonly anchor: string }

const pages = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => `docs/${file.replaceAll('\\', '/')}`),
]
const texts = new Map(
  pages.map((page) => [page, withoutCode(readFileSync(join(root, page), 'utf8'))]),
)
const links = pages.flatMap(linksOf)

test('what a page links to exists', () => {
  expect(links.length).toBeGreaterThan(100)
  const lost = links.filter(({ target }) => !existsSync(join(root, target)))
  expect(lost).toEqual([])
})

test('a part of a page that is linked to is a heading there', () => {
  const lost = links.filter(({ target, anchor }) => {
    const text = texts.get(target)
    return anchor !== '' && text !== undefined && !anchorsOf(text).has(anchor)
  })
  expect(lost).toEqual([])
})

test('the index of the documentation leads to every page', () => {
  const reached = new Set(['docs/index.md'])
  for (const page of reached) {
    for (const { target } of linksOf(page)) if (texts.has(target)) reached.add(target)
  }
  const lost = pages.filter((page) => page.startsWith('docs/') && !reached.has(page))
  expect(lost).toEqual([])
})

test('anchors are those that a reader of Markdown makes of headings', () => {
  expect([...anchorsOf('# A `name`, and: more\n## Do. It\n## Do. It\n')]).toEqual([
    'a-name-and-more',
    'do-it',
    'do-it-1',
  ])
})

/** Links to files of the repository, from its root. */
function linksOf(page: string): Link[] {
  const found = (texts.get(page) ?? '').matchAll(
    /\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]*))?\)/g,
  )
  return [...found].map(([, path = '', anchor = '']) => {
    const target = path === '' ? page : join(dirname(page), path).replaceAll('\\', '/')
    return { page, target: relative('', target).replaceAll('\\', '/'), anchor }
  })
}

function anchorsOf(text: string): ReadonlySet<string> {
  const counts = new Map<string, number>()
  const anchors = [...text.matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) => {
    const slug = heading
      .toLowerCase()
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(/\s/g, '-')
    const before = counts.get(slug) ?? 0
    counts.set(slug, before + 1)
    return before === 0 ? slug : `${slug}-${before}`
  })
  return new Set(anchors)
}

/** Blocks of code show links and headings that are none. */
function withoutCode(text: string): string {
  return text.replaceAll(/^```[\s\S]*?^```$/gm, '')
}
