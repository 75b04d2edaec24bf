import { z } from 'zod'
import { parentOf } from '../../../../ledger/child.ts'
import { runDrill } from '../../../../sim/run.ts'
import { smallDrill } from '../small-drill.ts'

/* A controller with a drill of its own, to be killed. */

const { launch, notify } = await parentOf(z.strictObject({ folder: z.string() }))
notify({ say: 'ready', ports: {} })
await runDrill({
  ...smallDrill,
  folder: launch.folder,
  signal: new AbortController().signal,
  onProgress: (progress) => notify({ say: 'progress', progress }),
})
notify({ say: 'done', result: undefined })
