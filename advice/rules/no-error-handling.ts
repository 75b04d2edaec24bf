import { defineRule } from '../define-rule.ts'
import { effectivePolicies } from '../effective-policies.ts'
import { informationPath } from '../information-path.ts'
import { sources } from '../sources.ts'
import type { Configuration, Subject } from '../subject.ts'

/** APIs whose errors nobody shapes. */
export const noErrorHandling = defineRule({
  id: 'no-error-handling',
  severity: 'medium',
  reads: 'a configuration',
  finds: 'an API without any policy in on-error, in its own document and in broader ones',
  why: 'clients get a bare 500 when a backend fails: no Retry-After, no body that they know, no trace of why',
  fix: 'answer in on-error by context.LastError, in the global document for all APIs, say',
  source: sources.errorHandling,
  find(subject) {
    const { configuration } = subject
    if (configuration === undefined) return []
    const apis = configuration.content.apis.filter(({ isCurrent }) => isCurrent)
    const without = apis.filter(
      (api) => effectivePolicies(configuration, { api }, 'on-error').length === 0,
    )
    if (without.length > 0 && without.length === apis.length) {
      const all = `none of ${apis.length} API${apis.length === 1 ? '' : 's'} has one`
      return [{ at: globalPlace(subject, configuration), what: all }]
    }
    return without.map(({ id, policy }) => {
      const root = configuration.rootOf(policy)
      const information = configuration.information(
        informationPath('apis', id, 'apiInformation.json'),
      )
      const element = root?.children.find(({ name }) => name === 'on-error') ?? root
      const at = element === undefined ? information?.placeOf([]) : subject.placeOf(element)
      return { at: at ?? {}, what: `API ${id} has none` }
    })
  },
})

function globalPlace(subject: Subject, { content, rootOf, artifacts }: Configuration) {
  const root = rootOf(content.globalPolicy)
  if (root === undefined) return { file: artifacts.folder }
  return subject.placeOf(root.children.find(({ name }) => name === 'on-error') ?? root)
}
