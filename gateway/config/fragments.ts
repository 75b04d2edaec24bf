import { z } from 'zod'
import type { RevisionContent } from '../../ledger/revision.ts'
import { optionalText, readProperties, type Source } from './information.ts'
import { policyIn } from './policies.ts'

type Fragment = RevisionContent['fragments'][number]

const fragmentProperties = z.looseObject({ value: optionalText })

/** `policy fragments/` with policy.xml, or `policyFragments/` with the XML inside the JSON. */
export function readFragments(source: Source): Fragment[] {
  const { artifacts, findings } = source
  const fragments: Fragment[] = []
  for (const root of ['policy fragments', 'policyFragments']) {
    for (const id of artifacts.foldersIn(root)) {
      const path = `${root}/${id}/policyFragmentInformation.json`
      const xml = readProperties(source, path, fragmentProperties)?.value
      const policy =
        policyIn(artifacts, `${root}/${id}`) ??
        (xml === undefined ? undefined : { file: `${path}#properties.value`, xml })
      if (policy !== undefined) fragments.push({ id, policy })
      else {
        findings.warn({
          code: 'ARTIFACTS_FRAGMENT_WITHOUT_POLICY',
          where: artifacts.placeOf(`${root}/${id}`),
          what: `policy fragment ${id} holds no XML`,
          why: 'it is read from policy.xml or from properties.value of its information file',
          fix: 'add policy.xml, or remove the folder',
        })
      }
    }
  }
  return fragments
}
