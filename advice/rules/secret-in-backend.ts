import { defineRule } from '../define-rule.ts'
import { informationPath } from '../information-path.ts'
import { mayBeCredential, shownSecret } from '../secret-text.ts'
import { sources } from '../sources.ts'
import type { Information } from '../subject.ts'

const secretNames = /(authorization|key|token|secret|password|code|sig)/i

/** Credentials of backends that stand in the open. */
export const secretInBackend = defineRule({
  id: 'secret-in-backend',
  severity: 'high',
  reads: 'a configuration',
  finds: 'a backend whose credentials stand in its file',
  why: 'whoever may read the configuration, or its history in Git, may call the backend past the gateway',
  fix: 'name a secret named value {{name}} there, or use a managed identity',
  source: sources.owasp,
  find({ configuration }) {
    if (configuration === undefined) return []
    return configuration.content.backends.flatMap(({ id }) => {
      const path = informationPath('backends', id, 'backendInformation.json')
      const information = configuration.information(path)
      return information === undefined ? [] : foundIn(id, information)
    })
  },
})

function foundIn(id: string, { properties, placeOf }: Information) {
  return literalsIn(properties, []).flatMap(({ path, text }) => {
    const [part, kind] = path
    const isCredential =
      part === 'credentials' && kind !== 'certificateIds' && kind !== 'certificate'
    const isProxy = part === 'proxy' && path.at(-1) === 'password'
    const named = String(
      path.findLast((name) => typeof name === 'string' && !/^\d+$/.test(name)) ?? '',
    )
    const isParameter = kind === 'authorization' && named === 'parameter'
    if (!isProxy && !(isCredential && (isParameter || secretNames.test(named)))) return []
    if (!mayBeCredential(text)) return []
    return [{ at: placeOf(path), what: `${named} of backend ${id} is ${shownSecret(text)}` }]
  })
}

type Literal = { readonly path: readonly PropertyKey[]; readonly text: string }

function literalsIn(value: unknown, path: readonly PropertyKey[]): readonly Literal[] {
  if (typeof value === 'string') return [{ path, text: value }]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inner]) =>
    literalsIn(inner, [...path, Array.isArray(value) ? Number(name) : name]),
  )
}
