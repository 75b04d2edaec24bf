import { parentOf } from '../../ledger/child.ts'
import {
  artifactsToCheckSchema,
  checkerLaunchSchema,
  folderToReadSchema,
} from '../../ledger/launch/checker.ts'
import { readArtifactFolder } from '../config/artifact-folder.ts'
import { checkArtifacts } from './check-artifacts.ts'

/** The process that says what an instance would say to a configuration; it serves nobody. */
const parent = await parentOf(checkerLaunchSchema)

parent.onCommand(async ({ do: name, with: message }) => {
  if (name === 'read') {
    const { texts } = await readArtifactFolder(folderToReadSchema.parse(message).folder)
    return Object.fromEntries(texts)
  }
  if (name === 'check') return checkArtifacts(artifactsToCheckSchema.parse(message))
  throw new Error(`there is no command ${name}`)
})
parent.notify({ say: 'ready', ports: {} })
