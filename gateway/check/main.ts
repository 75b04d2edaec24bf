import { existsSync } from 'node:fs'
import { join } from 'node:path'
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
    const { folder } = folderToReadSchema.parse(message)
    // A folder that only has the name is not read through: it may be anything.
    const isOne = ['apis', 'workspaces'].some((name) => existsSync(join(folder, name)))
    if (!isOne) throw new Error(`${folder} is no artifact folder`)
    return Object.fromEntries((await readArtifactFolder(folder)).texts)
  }
  if (name === 'check') return checkArtifacts(artifactsToCheckSchema.parse(message))
  throw new Error(`there is no command ${name}`)
})
parent.notify({ say: 'ready', ports: {} })
