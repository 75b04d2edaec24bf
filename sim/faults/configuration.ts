import { z } from 'zod'
import { type SyncStatus, syncStatusSchema } from '../../ledger/launch/management.ts'
import { armReplySchema } from '../management/plane-commands.ts'
import { management, standbyManagement } from '../wiring.ts'
import type { FaultTarget, FaultWorld, PlanWorld } from './define-fault.ts'
import { instancesIn, zoneNameOf, zoneParam } from './places.ts'

/** Which instances a fault of the configuration is about; absent: all. */
export const aboutInstances = {
  zone: zoneParam.optional(),
  instance: z.string().optional().describe('one instance by its name'),
}

type About = { readonly zone?: string | number | undefined; readonly instance?: string | undefined }

/** Names of those instances, in order. */
export function namesAbout({ zone, instance }: About, world: PlanWorld): readonly string[] {
  const zoneName = zone === undefined ? undefined : zoneNameOf(zone, world)
  // Instances of a standby service have another configuration.
  const standby = world.parts.find(({ name }) => name === standbyManagement)?.region
  return instancesIn(
    world,
    (one) =>
      (standby === undefined || one.region !== standby) &&
      (zoneName === undefined || one.zone === zoneName) &&
      (instance === undefined || one.name === instance),
  ).map(({ name }) => name)
}

/** The management plane, as a target; none when the fault is about nobody. */
export function planeAbout(about: About, world: PlanWorld): readonly FaultTarget[] {
  return namesAbout(about, world).length === 0 ? [] : planeOf(world)
}

export function planeOf({ parts }: PlanWorld): readonly FaultTarget[] {
  return parts.filter(({ name }) => name === management)
}

type ArmCall = {
  readonly method: 'GET' | 'PUT' | 'PATCH' | 'POST' | 'DELETE'
  /** Behind `/service/{name}/`. */
  readonly path: string
  readonly body?: unknown
}

/** A request to the plane, as an operator would send it; any answer is one. */
export async function askArm(world: FaultWorld, call: ArmCall) {
  return armReplySchema.parse(await world.ask(management, 'arm', call))
}

/** What the plane knows of every instance. */
export async function syncOf(world: FaultWorld): Promise<SyncStatus> {
  return syncStatusSchema.parse(await world.ask(management, 'sync'))
}

/** Whether each of these said, when it last asked, that it runs at least that revision. */
export function allRun(
  { instances }: SyncStatus,
  names: readonly string[],
  least: number,
): boolean {
  const runs = new Map(instances.map(({ instance, revision }) => [instance, revision]))
  return names.every((name) => (runs.get(name) ?? 0) >= least)
}

/** True once all of these run the latest revision. */
export async function areCurrent(world: FaultWorld, names: readonly string[]): Promise<boolean> {
  const status = await syncOf(world)
  return allRun(status, names, status.latest)
}
