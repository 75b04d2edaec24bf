import { request } from 'node:http'
import { z } from 'zod'
import { parentOf } from '../../../../ledger/child.ts'
import { clockSince } from '../../../../ledger/clock.ts'
import { loadLaunchSchema } from '../../../../ledger/launch/load.ts'

/* Stands for a load generator: a request every 20 ms on a connection of its own. */

const { launch, notify, onCommand } = await parentOf(loadLaunchSchema)
const nowUs = clockSince(BigInt(launch.epochNs))
const counts = { offered: 0, ok: 0, rejected: 0, failed: 0, unknown: 0, notSent: 0 }

function send(): void {
  counts.offered += 1
  const signal = AbortSignal.timeout(launch.deadlineMs)
  const { host, port } = launch.target
  const sent = request({ host, port, path: '/', agent: false, signal }, (response) => {
    response.on('error', () => undefined)
    response.resume()
    counts.ok += 1
  })
  sent.on('error', () => {
    counts.unknown += 1
  })
  sent.end()
}

const lateness = { pacerLatenessP50Ms: 0, pacerLatenessP99Ms: 0, pacerLatenessMaxMs: 0 }
const tellDone = () =>
  notify({
    say: 'done',
    result: { offered: counts.offered, scheduleDigest: 'none', ...lateness },
  })

onCommand(({ do: name, with: message }) => {
  if (name === 'stop') {
    tellDone()
    return
  }
  const { startAtUs } = z.object({ startAtUs: z.number() }).parse(message)
  setTimeout(
    () => {
      const sending = setInterval(send, 20)
      const telling = setInterval(() => {
        const second = Math.floor((nowUs() - startAtUs) / 1e6)
        notify({
          say: 'progress',
          progress: { second, ...counts, p99Ms: 1, pacerLatenessP99Ms: 1 },
        })
      }, 1_000)
      setTimeout(() => {
        clearInterval(sending)
        setTimeout(() => {
          clearInterval(telling)
          tellDone()
        }, launch.deadlineMs)
      }, launch.durationS * 1_000)
    },
    (startAtUs - nowUs()) / 1_000,
  )
})
notify({ say: 'ready', ports: {} })
