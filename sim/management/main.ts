import { randomBytes } from 'node:crypto'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { type Parent, parentOf } from '../../ledger/child.ts'
import { clockSince } from '../../ledger/clock.ts'
import { harmsOn } from '../../ledger/harms.ts'
import {
  type ManagementLaunch,
  managementLaunchSchema,
  type ServiceFacts,
} from '../../ledger/launch/management.ts'
import { processHarms } from '../../ledger/process-harms.ts'
import { realClock, wait } from '../clock.ts'
import { messageOf, serve } from '../http-process.ts'
import { checkerProcess } from './checker.ts'
import { firstContentOf } from './first-content.ts'
import { managementPlane } from './plane.ts'
import { obeyPlane } from './plane-commands.ts'
import { newCondition, planeHarms } from './plane-harms.ts'
import { openPlaneStore } from './plane-store.ts'
import type { QuotaHolders } from './quotas.ts'
import { vaultSecretOf } from './vault-reader.ts'

/** The management plane's process. */
const parent = await parentOf(managementLaunchSchema)
if (!(await start(parent))) process.exit(1)

async function start(its: Parent<ManagementLaunch>): Promise<boolean> {
  try {
    return await run(its)
  } catch (error) {
    its.notify({ say: 'failed', problem: messageOf(error) })
    return false
  }
}

async function run(parent: Parent<ManagementLaunch>): Promise<boolean> {
  const { launch, notify, onCommand } = parent
  const clock = realClock(clockSince(BigInt(launch.epochNs)))
  const { nowUs } = clock
  const store = openPlaneStore(launch.databaseFile)
  const published = (detail: { number: number; checksum: string }) =>
    notify({ say: 'event', event: { atUs: nowUs(), kind: 'revision-published', detail } })
  const condition = newCondition()
  const facts = launch.service ?? factsWithoutService(launch)
  const plane = managementPlane({
    store,
    checker: checkerProcess({ logFolder: launch.logFolder ?? dirname(launch.databaseFile), clock }),
    clock,
    unixMs: Date.now,
    facts,
    tools: {
      newKey: () => randomBytes(16).toString('hex'),
      secretOf(identifier) {
        if (condition.isVaultAway) throw new Error('it does not answer')
        const { vaultFile } = facts
        return vaultFile === undefined ? undefined : vaultSecretOf(vaultFile, identifier)
      },
    },
    quotaHolders: quotaHoldersOf(parent, nowUs),
    published,
    backupDone: (kind, detail) => notify({ say: 'event', event: { atUs: nowUs(), kind, detail } }),
    connectionChanged({ gateway, instance }, isConnected) {
      const kind = isConnected ? 'gateway-connected' : 'gateway-disconnected'
      notify({ say: 'event', event: { atUs: nowUs(), kind, instance, detail: { gateway } } })
    },
    routingChanged: (disabled) =>
      notify({
        say: 'event',
        event: { atUs: nowUs(), kind: 'routing-changed', detail: { disabled } },
      }),
  })
  if (store.revisions.latest() === undefined) {
    await plane.configuration.publish(await firstContentOf(launch.firstContentFile))
  }
  if (launch.expectsChanges === true) await plane.configuration.prepare()
  plane.app.addHook('onRequest', async () => {
    if (condition.latencyMs > 0) await wait(clock, condition.latencyMs)
  })
  const kinds = { ...processHarms(clock), ...planeHarms(plane, condition) }
  const harms = harmsOn(clock, kinds, (event) => notify({ say: 'event', event }))
  onCommand((command) =>
    harms.knows(command.do) ? harms.obey(command) : obeyPlane(plane, command),
  )
  return serve(plane.app, launch.listen, notify)
}

/** Whoever judges limits has to know that one was corrected by hand. */
function quotaHoldersOf(
  { ask, notify }: Parent<ManagementLaunch>,
  nowUs: () => number,
): QuotaHolders {
  return {
    read: (key) => ask('quotas', { key }),
    async correct(correction) {
      const which = z.looseObject({}).parse(await ask('correct-quota', correction))
      const { by, unit } = correction
      const detail = { ...which, by, unit }
      notify({ say: 'event', event: { atUs: nowUs(), kind: 'quota-corrected', detail } })
    },
  }
}

function factsWithoutService({ databaseFile }: ManagementLaunch): ServiceFacts {
  return {
    tier: 'premium',
    locations: [],
    disabled: [],
    storageFolder: join(dirname(databaseFile), 'storage'),
    backupMs: 0,
    restoreMs: 0,
    silentAfterMs: 30_000,
    selfHosted: [],
    disconnectedAfterMs: 180_000,
  }
}
