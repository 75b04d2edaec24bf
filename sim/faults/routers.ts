import { dnsAnswerSchema, gatewayHost, routerStatusSchema } from '../../ledger/launch/router.ts'
import type { FaultTarget, FaultWorld, PartHarm, PlanWorld } from './define-fault.ts'
import { primaryRegionOf } from './places.ts'

/** The router, where there is one that knows these regions. */
export function routersOf(
  { parts, instances }: PlanWorld,
  ...regions: readonly string[]
): readonly FaultTarget[] {
  const known = new Set(instances.map(({ region }) => region))
  if (!regions.every((region) => known.has(region))) return []
  return parts.filter(({ kind }) => kind === 'router')
}

/** The router that answers names; a front door has one address, whatever happens. */
export function nameServersOf(world: PlanWorld): readonly FaultTarget[] {
  return routersOf(world).filter(({ name }) => name === 'traffic-manager')
}

export async function harmRouters(
  targets: readonly FaultTarget[],
  world: FaultWorld,
  undo: AsyncDisposableStack,
  harm: PartHarm,
): Promise<void> {
  for (const { name } of targets) undo.use(await world.harmPart(name, harm))
}

/** What the router says of itself. */
export async function statusOf(world: FaultWorld, { name }: FaultTarget) {
  return routerStatusSchema.parse(await world.ask(name, 'status'))
}

export async function regionStatusOf(world: FaultWorld, target: FaultTarget, region: string) {
  const { regions } = await statusOf(world, target)
  return regions.find((one) => one.region === region)
}

/** What clients in the primary region would be told now. */
export async function answerOf(world: FaultWorld, { name }: FaultTarget) {
  const question = { name: gatewayHost, from: primaryRegionOf(world) }
  return dnsAnswerSchema.parse(await world.ask(name, 'resolve', question))
}

/** Whether it is so of each. */
export async function eachIs(
  targets: readonly FaultTarget[],
  isSo: (target: FaultTarget) => Promise<boolean>,
): Promise<boolean> {
  return !(await Promise.all(targets.map(isSo))).includes(false)
}
