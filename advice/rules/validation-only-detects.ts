import { defineRule } from '../define-rule.ts'
import { allIn, policiesNamed } from '../policies-in.ts'
import { sources } from '../sources.ts'

const validations = [
  'validate-content',
  'validate-parameters',
  'validate-headers',
  'validate-status-code',
  'validate-odata-request',
]

/** Validation that lets everything through. */
export const validationOnlyDetects = defineRule({
  id: 'validation-only-detects',
  severity: 'low',
  reads: 'policy documents',
  finds: 'a validation whose action is detect',
  why: 'what is wrong is written down and sent on all the same',
  fix: 'set the action to prevent once what it detects is known to be wrong',
  source: sources.owasp,
  find(subject) {
    return policiesNamed(subject, ...validations).flatMap(({ element }) => {
      const found = allIn(element)
        .flatMap(({ document, attributes }) =>
          attributes.map(({ name, value, offset }) => ({ name, value, document, offset })),
        )
        .find(({ name, value }) => name.endsWith('action') && value.trim() === 'detect')
      if (found === undefined) return []
      return [{ at: subject.placeOf(found), what: `${found.name} of <${element.name}>` }]
    })
  },
})
