import { placesIn } from '../../gateway/config/parse-document.ts'
import { defineRule } from '../define-rule.ts'
import { placeInText, shownFile } from '../place.ts'
import { sources } from '../sources.ts'
import type { Configuration } from '../subject.ts'

/** Custom properties of the service. Source: APIM, Manage protocols and ciphers. */
const oldOnes =
  /Gateway\.Security\.((Backend\.)?Protocols\.(Tls10|Tls11|Ssl30)|Ciphers\.TripleDes168)$/

/** Protocols that are broken, turned on. */
export const oldTls = defineRule({
  id: 'old-tls',
  severity: 'high',
  reads: 'a configuration',
  finds: 'SSL 3.0, TLS 1.0, TLS 1.1 or Triple DES turned on in a template of the service',
  why: 'they are broken: what is sent over them can be read and changed',
  fix: 'set the property to "False", or leave it out',
  source: sources.protocols,
  find({ configuration }) {
    if (configuration === undefined) return []
    return [...configuration.artifacts.texts]
      .filter(([path, text]) => path.endsWith('.json') && text.includes('Gateway.Security.'))
      .flatMap(([path, text]) => turnedOn(path, text, configuration))
  },
})

function turnedOn(path: string, text: string, { artifacts }: Configuration) {
  const placeOf = placesIn(text)
  return settingsIn(parsed(text), []).map((field) => {
    const [line = 1, column = 1] = placeOf(field).split(':').map(Number)
    const name = String(field.at(-1)).split('.').slice(-1).join('')
    const file = shownFile(artifacts.folder, path)
    return { at: placeInText(text, { file, line, column }), what: `${name} is on` }
  })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function settingsIn(
  value: unknown,
  path: readonly PropertyKey[],
): readonly (readonly PropertyKey[])[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inner]) => {
    const here = [...path, Array.isArray(value) ? Number(name) : name]
    const isOn = oldOnes.test(name) && String(inner).toLowerCase() === 'true'
    return isOn ? [here] : settingsIn(inner, here)
  })
}
