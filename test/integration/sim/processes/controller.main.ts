import { join } from 'node:path'
import { z } from 'zod'
import { parentOf } from '../../../../ledger/child.ts'
import { clockSince, newEpochNs } from '../../../../ledger/clock.ts'
import { realClock } from '../../../../sim/clock.ts'
import { Child } from '../../../../sim/processes/child.ts'

/* A controller for tests, to be killed: it starts children and tells their process ids. */

const schema = z.strictObject({ folder: z.string(), children: z.number() })
const { launch, notify } = await parentOf(schema)
const clock = realClock(clockSince(newEpochNs()))
const ports: Record<string, number> = {}
for (let index = 0; index < launch.children; index += 1) {
  const child = await Child.start({
    name: `child-${index}`,
    main: 'test/integration/sim/processes/sample.main.ts',
    launch: { mood: 'ready' },
    logPath: join(launch.folder, `child-${index}.log`),
    readyWithinMs: 10_000,
    clock,
    onEvent: () => undefined,
  })
  ports[`pid${index}`] = child.pid
}
notify({ say: 'ready', ports })
