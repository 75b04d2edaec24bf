import { GatedrillError } from '../../ledger/errors.ts'
import type { PolicyDocument } from '../../ledger/revision.ts'
import type { Compilation, Site } from './compilation.ts'
import { compileRow, type Row } from './compile-element.ts'
import { type Scope, type Section, sections } from './define-policy.ts'
import { policyProblem } from './errors.ts'
import { sayRepeated } from './once-per-document.ts'
import { withNamedValues } from './substitute.ts'
import type { XmlElement } from './xml/element.ts'
import { parsePolicyXml } from './xml/parse.ts'

/** What one document says in one section: its policies, and where the broader scope's stand. */
export type SectionRow = {
  readonly items: Row
  readonly needs: Readonly<Site['needs']>
}

/** A section that a document leaves out is inherited, as if it held `<base/>` alone. */
export type CompiledDocument = { readonly [S in Section]: SectionRow }

const inherited: SectionRow = {
  items: ['base'],
  needs: { requestBody: false, responseBody: false, base: false },
}

export const inheritedDocument: CompiledDocument = {
  inbound: inherited,
  backend: inherited,
  outbound: inherited,
  'on-error': inherited,
}

/** The root element of a document with its named values, or undefined when it is not XML. */
export function readDocument(
  document: PolicyDocument,
  { content, findings }: Pick<Compilation, 'content' | 'findings'>,
): XmlElement | undefined {
  try {
    return withNamedValues(parsePolicyXml(document), content.namedValues, findings)
  } catch (error) {
    if (!(error instanceof GatedrillError)) throw error
    findings.errors.push(...error.problems)
    return undefined
  }
}

/** Compiles each document of a scope once, however many operations run it. */
export function compileDocument(
  document: PolicyDocument,
  scope: Scope,
  owner: string,
  compilation: Compilation,
): CompiledDocument {
  const root = readDocument(document, compilation)
  if (root === undefined) return inheritedDocument
  const rows = { ...inheritedDocument }
  compilation.size.policies = 0
  sayRepeated(root, compilation)
  const seen = new Set<string>()
  for (const element of root.children) {
    const section = sections.find((name) => name === element.name)
    if (section === undefined || seen.has(element.name)) {
      compilation.findings.errors.push(wrongSection(element, section !== undefined))
      continue
    }
    seen.add(element.name)
    rows[section] = compileSection(element, { scope, owner, section }, compilation)
  }
  return rows
}

function compileSection(
  element: XmlElement,
  at: Pick<Site, 'scope' | 'owner' | 'section'>,
  compilation: Compilation,
): SectionRow {
  const needs = { requestBody: false, responseBody: false, base: false }
  const site: Site = { ...at, path: '', fragments: [], needs }
  refuseManyBases(element, compilation)
  return { items: compileRow(element.children, site, compilation), needs }
}

// Each stands for all policies of the broader scope, which has its own: they multiply.
const basesMax = 4

function refuseManyBases(section: XmlElement, { findings }: Compilation): void {
  const bases = section.children.filter(({ name }) => name === 'base')
  const tooMany = bases[basesMax]
  if (tooMany === undefined) return
  findings.errors.push(
    policyProblem(tooMany, 'POLICY_CONTENT', {
      what: `<base> stands ${bases.length} times in ${section.name}`,
      why: `each runs all policies of the broader scope; ${basesMax} are taken at most`,
      fix: 'keep one, where those policies are to run',
    }),
  )
}

function wrongSection(element: XmlElement, isTwice: boolean) {
  return policyProblem(element, isTwice ? 'POLICY_SECTION_TWICE' : 'POLICY_SECTION_UNKNOWN', {
    what: isTwice
      ? `the section <${element.name}> stands twice`
      : `<${element.name}> is no section`,
    why: `a document has ${sections.join(', ')}, each at most once`,
    fix: isTwice ? 'put their policies into one' : 'put it into one of these',
  })
}
