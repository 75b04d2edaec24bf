import { z } from 'zod'
import type { Product } from '../../ledger/revision.ts'
import { optionalFlag, optionalText, readJson, readProperties, type Source } from './information.ts'
import { policyIn } from './policies.ts'
import { apiIdWithoutRevision, lastSegmentOf } from './resource-id.ts'

const productProperties = z.looseObject({
  displayName: optionalText,
  state: z
    .enum(['published', 'notPublished'])
    .nullish()
    .transform((state) => state ?? 'published'),
  subscriptionRequired: optionalFlag,
})

const links = z.array(z.looseObject({ name: optionalText, id: optionalText }))

/**
 * Products with their APIs: from `apis.json` and from `apis/<api>/productApiInformation.json`,
 * for folders that more than one tool has written hold both.
 */
export function readProducts(source: Source, apiIds: ReadonlySet<string>): Product[] {
  const { artifacts } = source
  return artifacts.foldersIn('products').flatMap((id): Product[] => {
    const folder = `products/${id}`
    const read = readProperties(source, `${folder}/productInformation.json`, productProperties)
    const policy = policyIn(artifacts, folder)
    if (read === undefined && policy === undefined) return []
    return [
      {
        id,
        name: read?.displayName ?? id,
        isPublished: read?.state !== 'notPublished',
        isSubscriptionRequired: read?.subscriptionRequired ?? true,
        apiIds: linkedApis(source, folder, apiIds),
        policy,
      },
    ]
  })
}

function linkedApis(source: Source, folder: string, apiIds: ReadonlySet<string>): string[] {
  const { artifacts, findings } = source
  const list = readJson(source, `${folder}/apis.json`, links) ?? []
  const named = list.map(({ name, id }) => name ?? lastSegmentOf(id ?? ''))
  const all = new Set(
    [...named, ...artifacts.foldersIn(`${folder}/apis`)].map(apiIdWithoutRevision),
  )
  const isKnown = Object.groupBy(all, (id) => (apiIds.has(id) ? 'known' : 'unknown'))
  for (const id of isKnown.unknown ?? []) {
    findings.warn({
      code: 'ARTIFACTS_UNKNOWN_REFERENCE',
      where: artifacts.placeOf(`${folder}/apis.json`),
      what: `the product holds API ${id}, which is not in the folder`,
      why: 'the extractor was told to leave it out, or the name is misspelt',
      fix: `extract apis/${id}, or take it out of the product`,
    })
  }
  // The dialects write them in other orders, which say nothing.
  return (isKnown.known ?? []).toSorted()
}
