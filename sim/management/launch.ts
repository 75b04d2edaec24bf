import { join } from 'node:path'
import type { ManagementLaunch } from '../../ledger/launch/management.ts'
import { type LaunchContext, stateFolderOf } from '../launches.ts'
import { changesConfiguration, serviceFactsOf } from './service-facts.ts'

/** Its first content lies in `contentFileOf`, which must be there before it starts. */
export function managementLaunchOf(context: LaunchContext): ManagementLaunch {
  const { scenario, regions, folder } = context
  const { standby } = scenario
  return {
    ...planeLaunchOf(context, regions[0] ?? ''),
    databaseFile: join(stateFolderOf(folder), 'management.sqlite'),
    firstContentFile: contentFileOf(folder),
    expectsChanges: changesConfiguration(scenario),
    service: factsOf(context, (location) => location !== standby?.region),
  }
}

/** Of the standby service, which shares nothing with the first but the storage of backups. */
export function standbyLaunchOf(context: LaunchContext, region: string): ManagementLaunch {
  const { folder } = context
  return {
    ...planeLaunchOf(context, region),
    databaseFile: join(stateFolderOf(folder), 'management-standby.sqlite'),
    firstContentFile: standbyContentFileOf(folder),
    service: { ...factsOf(context, (location) => location === region), selfHosted: [] },
  }
}

export function contentFileOf(folder: string): string {
  return join(stateFolderOf(folder), 'revision-1.json')
}

export function standbyContentFileOf(folder: string): string {
  return join(stateFolderOf(folder), 'standby-revision-1.json')
}

function planeLaunchOf(
  { runId, epochNs, folder, addresses }: LaunchContext,
  region: string,
): Pick<ManagementLaunch, 'runId' | 'epochNs' | 'listen' | 'logFolder'> {
  const listen = { host: addresses.hostOf(region, region), port: 0 }
  return { runId, epochNs, listen, logFolder: join(folder, 'logs') }
}

function factsOf(
  { scenario, timing, folder, vaultFile }: LaunchContext,
  isOwn: (location: string) => boolean,
): NonNullable<ManagementLaunch['service']> {
  const facts = serviceFactsOf(scenario, timing, join(stateFolderOf(folder), 'storage'))
  return {
    ...facts,
    locations: facts.locations.filter(({ location }) => isOwn(location)),
    disabled: facts.disabled.filter(isOwn),
    ...(vaultFile === undefined ? {} : { vaultFile }),
  }
}
