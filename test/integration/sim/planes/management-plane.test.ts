import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { clockSince, newEpochNs } from '../../../../ledger/clock.ts'
import { isIntact, revisionSchema } from '../../../../ledger/revision.ts'
import { realClock } from '../../../../sim/clock.ts'
import { Child } from '../../../../sim/processes/child.ts'
import { ordersContent } from '../../../unit/sim/management/orders-content.ts'
import { runFolder } from '../run-folder.ts'

const epochNs = newEpochNs()
const clock = realClock(clockSince(epochNs))
const root = '/subscriptions/s/resourceGroups/g/providers/Microsoft.ApiManagement/service/contoso'

async function planeIn(folder: ReturnType<typeof runFolder>): Promise<Child> {
  const firstContentFile = join(folder.path, 'content.json')
  writeFileSync(firstContentFile, JSON.stringify(await ordersContent()))
  return Child.start({
    name: 'management',
    main: 'sim/management/main',
    launch: {
      runId: '0123456789abcdef',
      epochNs: String(epochNs),
      listen: { host: '127.0.0.1', port: 0 },
      databaseFile: join(folder.path, 'management.sqlite'),
      firstContentFile,
    },
    logPath: folder.log('management'),
    readyWithinMs: 30_000,
    clock,
    onEvent: () => undefined,
  })
}

const urlOf = (plane: Child, path: string) =>
  `http://127.0.0.1:${plane.portOf('http')}${root}/${path}?api-version=2024-05-01`

function put(plane: Child, value: number) {
  return fetch(urlOf(plane, 'namedValues/marker'), {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ properties: { displayName: 'marker', value: String(value) } }),
  })
}

const shownSchema = z.object({ properties: z.object({ value: z.coerce.number() }) })

/** Its moments of death, in milliseconds after the first write: some amid a commit, some between. */
const deathsMs = [15, 40, 77, 120, 240]

test('an acknowledged change survives SIGKILL at any moment, and revisions stay whole', async () => {
  using folder = runFolder()
  let acknowledged = 0
  for (const afterMs of deathsMs) {
    const plane = await planeIn(folder)
    // The first write waits for the checker to start.
    acknowledged += (await put(plane, acknowledged + 1)).ok ? 1 : 0
    const death = new Promise<void>((resolve) => {
      clock.after(afterMs, () => {
        process.kill(plane.pid, 'SIGKILL')
        resolve()
      })
    })
    const writing = (async () => {
      for (;;) {
        const answer = await put(plane, acknowledged + 1).catch(() => undefined)
        if (answer?.ok !== true) return
        acknowledged += 1
      }
    })()
    await Promise.all([death, writing, plane.exited])
  }
  await using plane = await planeIn(folder)
  const shown = shownSchema.parse(await (await fetch(urlOf(plane, 'namedValues/marker'))).json())
  // The last write may have been made durable without its answer having come.
  expect([acknowledged, acknowledged + 1]).toContain(shown.properties.value)
  const latest = await fetch(`http://127.0.0.1:${plane.portOf('http')}/revisions/latest`)
  const revision = revisionSchema.parse(await latest.json())
  expect(isIntact(revision)).toBe(true)
  const published = revision.content.namedValues.find(({ id }) => id === 'marker')
  expect(Number(published?.value)).toBe(shown.properties.value)
  expect(revision.number).toBe(shown.properties.value + 1)
}, 120_000)
