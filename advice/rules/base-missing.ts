import { defineRule } from '../define-rule.ts'
import { allIn } from '../policies-in.ts'
import { sources } from '../sources.ts'
import type { AdvisedDocument } from '../subject.ts'

const inheriting = ['inbound', 'outbound', 'on-error']

/** Sections that leave out what broader scopes ask for. */
export const baseMissing = defineRule({
  id: 'base-missing',
  severity: 'medium',
  reads: 'policy documents',
  finds: 'a section of a product, an API or an operation without <base />',
  why: 'limits, checks and error handling of broader scopes do not run there, and nobody is told',
  fix: 'put <base /> first into the section, or leave the section out',
  source: sources.owasp,
  find({ documents, placeOf }) {
    return documents.filter(isBelowOthers).flatMap(({ root }) =>
      root.children
        .filter(({ name }) => inheriting.includes(name))
        .filter((section) => !hasBase(section))
        .map((section) => ({
          at: placeOf(section),
          what: `${section.name} does not inherit`,
        })),
    )
  },
})

/** A document by itself with no `<base />` at all may be the global one, which inherits nothing. */
function isBelowOthers({ owner, root }: AdvisedDocument): boolean {
  if (owner.scope === 'unknown') return hasBase(root)
  return ['product', 'api', 'operation'].includes(owner.scope)
}

function hasBase(element: AdvisedDocument['root']): boolean {
  return allIn(element).some(({ name }) => name === 'base')
}
