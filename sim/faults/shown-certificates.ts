import { hostCallSchema } from '../../ledger/launch/gateway.ts'
import { statusPath } from '../edge/probe.ts'
import type { FaultTarget, FaultWorld } from './define-fault.ts'

const withinMs = 400

/**
 * True when each of these shows a certificate that OpenSSL refuses for its date, and instances that
 * call them are refused for it: at least one, and none is answered. One that says nothing may be
 * dead of another fault.
 */
export async function areExpired(
  targets: readonly FaultTarget[],
  world: FaultWorld,
): Promise<boolean> {
  if (!(await allShow('CERT_HAS_EXPIRED', targets, world))) return false
  const called = await Promise.all(targets.map((target) => callsTo(target, world)))
  return called.every((troubles) => troubles.some(isOfDate) && !troubles.includes('none'))
}

/** True when each shows a certificate that is good, and no instance is refused for one. */
export async function areInTime(
  targets: readonly FaultTarget[],
  world: FaultWorld,
): Promise<boolean> {
  if (!(await allShow('none', targets, world))) return false
  const called = await Promise.all(targets.map((target) => callsTo(target, world)))
  return !called.flat().some(isOfDate)
}

/** What is wrong with a certificate, in a handshake of the controller's own with each process. */
async function allShow(
  trouble: string,
  targets: readonly FaultTarget[],
  world: Pick<FaultWorld, 'call'>,
): Promise<boolean> {
  const answers = await Promise.all(
    targets.map(({ name }) => world.call(name, { path: statusPath, tlsHost: name, withinMs })),
  )
  return answers.every(({ certificateTrouble }) => certificateTrouble === trouble)
}

/** What becomes of a request of each instance that has a link there; those that say nothing are left out. */
async function callsTo({ name }: FaultTarget, world: FaultWorld): Promise<readonly string[]> {
  const callers = world.parts.filter(
    (part) =>
      part.kind === 'instance' &&
      world.linksBetween(
        (from) => from.name === part.name,
        (to) => to.name === name,
      ).length > 0,
  )
  const asked = await Promise.allSettled(
    callers.map(async (instance) => {
      const reply = await world.ask(instance.name, 'call-host', { host: name })
      return hostCallSchema.parse(reply).trouble
    }),
  )
  return asked.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
}

function isOfDate(trouble: string): boolean {
  return trouble.includes('certificate has expired')
}
