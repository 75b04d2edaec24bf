import type { z } from 'zod'
import type { Problem } from '../../ledger/errors.ts'
import { attributeOf } from './children.ts'
import { attributePlace, type PolicyFindings, policyProblem } from './errors.ts'
import type { XmlElement } from './xml/element.ts'

/**
 * Attributes by a schema. What is wrong becomes an error at its place; where a named value without
 * a value here is to blame, a warning, for the service has one.
 */
export function readAttributes<Schema extends z.ZodType>(
  element: XmlElement,
  schema: Schema,
  findings: PolicyFindings,
): { readonly value: z.output<Schema> } | undefined {
  const given = Object.fromEntries(
    element.attributes.filter(({ name }) => name !== 'id').map(({ name, value }) => [name, value]),
  )
  const parsed = schema.safeParse(given)
  if (parsed.success) return { value: parsed.data }
  for (const issue of parsed.error.issues) {
    const isIncomplete = reference.test(attributeOf(element, String(issue.path[0] ?? '')) ?? '')
    const problems = isIncomplete ? findings.warnings : findings.errors
    problems.push(...problemsOf(issue, element))
  }
  return undefined
}

/** Of a named value; one that is not closed is a plain text, to the service too. */
const reference = /\{\{[^{}]*\}\}/

function problemsOf(issue: z.core.$ZodIssue, element: XmlElement): Problem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((name) =>
      policyProblem(attributePlace(element, name), 'POLICY_ATTRIBUTE_UNKNOWN', {
        what: `<${element.name}> has no attribute ${name}`,
        why: 'the service would not accept it either, or this gateway does not know it',
        fix: 'delete it, or correct its name',
      }),
    )
  }
  const name = String(issue.path[0] ?? '')
  const isGiven = attributeOf(element, name) !== undefined
  const missing = `<${element.name}> needs ${name === '' ? 'other attributes' : name}`
  return [
    policyProblem(attributePlace(element, name), 'POLICY_ATTRIBUTE', {
      what: isGiven ? `${name} of <${element.name}> is not valid` : missing,
      why: issue.message,
      fix: `see the policy's page: ${element.name}-policy`,
    }),
  ]
}
