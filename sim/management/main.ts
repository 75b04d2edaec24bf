import { type Parent, parentOf } from '../../ledger/child.ts'
import { clockSince } from '../../ledger/clock.ts'
import { harmsOn } from '../../ledger/harms.ts'
import { type ManagementLaunch, managementLaunchSchema } from '../../ledger/launch/management.ts'
import { processHarms } from '../../ledger/process-harms.ts'
import { realClock } from '../clock.ts'
import { messageOf, serve } from '../http-process.ts'
import { firstContentOf } from './first-content.ts'
import { managementPlane } from './plane.ts'
import { openRevisionStore } from './revision-store.ts'

/** The management plane's process. */
const parent = await parentOf(managementLaunchSchema)
if (!(await start(parent))) process.exit(1)

async function start({ launch, notify, onCommand }: Parent<ManagementLaunch>): Promise<boolean> {
  const clock = realClock(clockSince(BigInt(launch.epochNs)))
  const { nowUs } = clock
  const harms = harmsOn(clock, processHarms(clock), (event) => notify({ say: 'event', event }))
  onCommand((command) => harms.obey(command))
  const published = (detail: { number: number; checksum: string }) =>
    notify({ say: 'event', event: { atUs: nowUs(), kind: 'revision-published', detail } })
  try {
    const store = openRevisionStore(launch.databaseFile)
    if (store.latest() === undefined) {
      const { number, checksum } = store.publish(
        await firstContentOf(launch.firstContentFile),
        nowUs(),
      )
      published({ number, checksum })
    }
    return await serve(managementPlane({ store, nowUs, published }), launch.listen, notify)
  } catch (error) {
    notify({ say: 'failed', problem: messageOf(error) })
    return false
  }
}
