import { type Parent, parentOf } from '../../ledger/child.ts'
import { clockSince } from '../../ledger/clock.ts'
import { type ManagementLaunch, managementLaunchSchema } from '../../ledger/launch/management.ts'
import { messageOf, serve } from '../http-process.ts'
import { firstContentOf } from './first-content.ts'
import { managementPlane } from './plane.ts'
import { openRevisionStore } from './revision-store.ts'

/** The management plane's process. */
const parent = await parentOf(managementLaunchSchema)
if (!(await start(parent))) process.exit(1)

async function start({ launch, notify }: Parent<ManagementLaunch>): Promise<boolean> {
  const nowUs = clockSince(BigInt(launch.epochNs))
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
