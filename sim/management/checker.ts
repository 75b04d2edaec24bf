import { join } from 'node:path'
import {
  type ArtifactsToCheck,
  artifactTextsSchema,
  type CheckedArtifacts,
  checkedArtifactsSchema,
} from '../../ledger/launch/checker.ts'
import type { Clock } from '../clock.ts'
import { Child } from '../processes/child.ts'

/** Reads and compiles configurations as an instance does. */
export type Checker = AsyncDisposable & {
  /** The texts of an APIOps artifact folder. */
  read(folder: string): Promise<Readonly<Record<string, string>>>
  check(artifacts: ArtifactsToCheck): Promise<CheckedArtifacts>
}

export type CheckerOptions = { readonly logFolder: string; readonly clock: Clock }

/** Node starts within a second; on a machine this slow nothing else would work either. */
const readyWithinMs = 30_000

/**
 * The gateway's own reader and compiler in a process of its own, which is started when a change
 * needs it: most drills change nothing, and it takes as much memory as an instance.
 */
export function checkerProcess({ logFolder, clock }: CheckerOptions): Checker {
  let running: Promise<Child> | undefined
  const start = () =>
    Child.start({
      name: 'checker',
      main: 'gateway/check/main',
      launch: {},
      logPath: join(logFolder, 'management-checker.log'),
      readyWithinMs,
      clock,
      onEvent: () => undefined,
    })
  const ask = async (command: string, message: unknown) => {
    // One that went, or never came, is replaced.
    const before = await running?.catch(() => undefined)
    if (before === undefined || before.exit !== undefined) running = start()
    const child = await running
    if (child === undefined) throw new Error('the checker did not start')
    return child.command(command, message)
  }
  return {
    read: async (folder) => artifactTextsSchema.parse(await ask('read', { folder })),
    check: async (artifacts) => checkedArtifactsSchema.parse(await ask('check', artifacts)),
    async [Symbol.asyncDispose]() {
      await (await running?.catch(() => undefined))?.kill()
    },
  }
}
