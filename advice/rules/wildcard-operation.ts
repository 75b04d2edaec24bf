import { defineRule } from '../define-rule.ts'
import { informationPath } from '../information-path.ts'
import { sources } from '../sources.ts'

/** Operations that take every address. */
export const wildcardOperation = defineRule({
  id: 'wildcard-operation',
  severity: 'low',
  reads: 'a configuration',
  finds: 'an operation whose address is /*',
  why: 'whatever the backend answers can be called from outside, also what nobody meant to publish',
  fix: 'define the operations that are meant',
  source: sources.owasp,
  find({ configuration }) {
    if (configuration === undefined) return []
    return configuration.content.apis
      .filter(({ isCurrent }) => isCurrent)
      .flatMap(({ id, operations }) => {
        const open = operations.filter(({ urlTemplate }) => urlTemplate === '/*')
        if (open.length === 0) return []
        const path = informationPath('apis', id, 'apiInformation.json')
        const at = configuration.information(path)?.placeOf(['path']) ?? { field: `apis/${id}` }
        const methods = open.map(({ method }) => method).join(', ')
        return [{ at, what: `API ${id} has /* for ${methods}` }]
      })
  },
})
