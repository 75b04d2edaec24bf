import { spawn } from 'node:child_process'
import { z } from 'zod'
import { parentOf } from '../../../../ledger/child.ts'
import { boundToParent } from '../../../../sim/processes/bound-to-parent.ts'

/* A controller whose one child never looks at its pipe, as one that is still loading. */

const { notify } = await parentOf(z.strictObject({}))
const [program, words] = boundToParent(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
const child = spawn(program, words, { stdio: ['pipe', 'ignore', 'ignore'] })
notify({ say: 'ready', ports: { child: child.pid ?? 0 } })
