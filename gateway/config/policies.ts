import type { PolicyDocument } from '../../ledger/revision.ts'
import type { ArtifactFolder } from './artifact-folder.ts'

/** The policy document in a folder of the artifacts; an empty file is none. */
export function policyIn(artifacts: ArtifactFolder, folder: string): PolicyDocument | undefined {
  const file = folder === '' ? 'policy.xml' : `${folder}/policy.xml`
  const xml = artifacts.texts.get(file)
  return xml === undefined || xml.trim() === '' ? undefined : { file, xml }
}
