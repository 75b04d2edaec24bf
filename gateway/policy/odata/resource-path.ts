import { checkExpression } from './expression.ts'
import { isName, notOData, splitOutside } from './scan.ts'
import type { ODataVersion } from './version.ts'

const alone = new Set(['$metadata', '$batch'])
const first = new Set(['$entity', '$all', '$crossjoin'])
const behind = new Set(['$count', '$ref', '$value', '$query', '$each', '$filter'])
const last = new Set(['$count', '$ref', '$value', '$query'])
const of401 = new Set(['$query', '$each', '$filter'])

/**
 * Checks the form of a path behind the service's root, still percent-encoded. No name is looked up
 * in a model. Throws an ODataSyntaxError. Source: OData 4.01, part 2 (URL conventions), 4.
 */
export function checkResourcePath(path: string, version: ODataVersion): void {
  const segments = path.replace(/^\/|\/$/g, '').split('/')
  if (segments.length === 1 && segments[0] === '') return
  for (const [index, raw] of segments.entries()) {
    const segment = decoded(raw)
    if (segment === '') notOData('A segment of the path is empty.')
    const from = segment.indexOf('(')
    const name = from < 0 ? segment : segment.slice(0, from)
    if (name.startsWith('$')) checkWord(name, index, segments.length, version)
    // What is no name may be a key behind the name of its set.
    else if (!isName(name) && (index === 0 || from === 0)) {
      notOData(`"${segment}" is no name of a resource.`)
    }
    if (from >= 0 && isName(name.replace(/^\$/, ''))) checkBrackets(segment, from, version)
  }
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return notOData(`"${segment}" is not percent-encoded as a URL is.`)
  }
}

function checkWord(name: string, index: number, count: number, version: ODataVersion): void {
  if (!alone.has(name) && !first.has(name) && !behind.has(name)) {
    notOData(`There is no segment ${name}.`)
  }
  if (of401.has(name) && version === '4.0') notOData(`The segment ${name} is of OData 4.01.`)
  if (last.has(name) && index < count - 1) notOData(`The segment ${name} stands last.`)
  if (alone.has(name) && count > 1) notOData(`The segment ${name} stands alone.`)
  if (first.has(name) && index > 0) notOData(`The segment ${name} stands first.`)
  if (behind.has(name) && index === 0) notOData(`The segment ${name} stands behind a resource.`)
}

/** Keys and arguments: `(7)`, `('a')`, `(id=7,part='a')`, `()`. */
function checkBrackets(segment: string, from: number, version: ODataVersion): void {
  const inside = segment.slice(from)
  // Unbalanced ones throw here, and more than one pair comes out as one part.
  splitOutside(inside, ',')
  const pairs = inside.split(/\)\s*\(/)
  for (const pair of pairs) {
    const text = pair.replace(/^\(/, '').replace(/\)$/, '')
    if (text.trim() === '') continue
    for (const value of splitOutside(text, ',')) checkValue(value, version)
  }
}

function checkValue(given: string, version: ODataVersion): void {
  const named = /^\s*([^\s='"(]+)\s*=(.*)$/s.exec(given)
  if (named === null) {
    checkExpression(given, version)
    return
  }
  if (!isName(named[1] ?? '')) notOData(`"${named[1]}" is no name of a key or parameter.`)
  checkExpression(named[2] ?? '', version)
}
