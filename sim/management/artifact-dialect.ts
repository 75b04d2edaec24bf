import { z } from 'zod'
import { propertiesOf, textOfProperties } from './information-file.ts'

const otherNames: Readonly<Record<string, string>> = {
  namedValues: 'named values',
  policyFragments: 'policy fragments',
  versionSets: 'version sets',
  apiVersionSets: 'version sets',
}

/** Lists of links, and the file that stands for one of them in a folder of its name. */
const lists = [
  [/^((?:.*\/)?products\/[^/]+)\/apis\.json$/, 'apis', 'productApiInformation.json'],
  [/^((?:.*\/)?products\/[^/]+)\/groups\.json$/, 'groups', 'productGroupInformation.json'],
  [/^((?:.*\/)?gateways\/[^/]+)\/apis\.json$/, 'apis', 'gatewayApiInformation.json'],
  [/^((?:.*\/)?users\/[^/]+)\/groups\.json$/, 'groups', 'groupInformation.json'],
] as const

const linksSchema = z.array(z.looseObject({ name: z.string().nullish(), id: z.string().nullish() }))

/**
 * An artifact folder of any dialect in one: folders named as the APIOps toolkit (v7) does, a folder
 * for each link, and the XML of a fragment in a file of its own.
 */
export function inOneDialect(texts: Readonly<Record<string, string>>): Map<string, string> {
  const all = new Map<string, string>()
  for (const [given, text] of Object.entries(texts)) {
    const path = given
      .split('/')
      .map((name, index, names) =>
        index === 0 || names[index - 2] === 'workspaces' ? (otherNames[name] ?? name) : name,
      )
      .join('/')
    for (const [itsPath, itsText] of spreadOf(path, text)) all.set(itsPath, itsText)
  }
  return all
}

function spreadOf(path: string, text: string): readonly (readonly [string, string])[] {
  for (const [pattern, folder, file] of lists) {
    const owner = pattern.exec(path)?.[1]
    if (owner === undefined) continue
    const names = linksSchema
      .parse(JSON.parse(text))
      .map(({ name, id }) => name ?? id?.split('/').at(-1) ?? '')
      .filter((name) => name !== '')
    return names.map((name) => [`${owner}/${folder}/${name}/${file}`, '{}\n'])
  }
  const fragment = /^(.*policy fragments\/[^/]+)\/policyFragmentInformation\.json$/.exec(path)?.[1]
  const {
    value,
    format: _format,
    ...rest
  } = fragment === undefined ? {} : (propertiesOf(text) ?? {})
  if (fragment === undefined || typeof value !== 'string') return [[path, text]]
  return [
    [path, textOfProperties(rest)],
    [`${fragment}/policy.xml`, value],
  ]
}
