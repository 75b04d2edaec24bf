import { harmsOnLoanSchema } from '../../ledger/harms.ts'
import type { FaultTarget, FaultWorld } from './define-fault.ts'
import { edgeLinkOf } from './places.ts'

/** Long enough for an answer over a link that works, and short enough to be asked again. */
const quickWithinMs = 400
/** A harm that comes and goes may miss one probe. */
const probes = 5

/** True when not one of them answers. */
export function noneAnswers(
  targets: readonly FaultTarget[],
  world: Pick<FaultWorld, 'answers'>,
): Promise<boolean> {
  return noneOf(targets.map((target) => world.answers(target)))
}

/**
 * True when all say no, false with the first yes: silence takes long to be heard, and one who
 * answers has settled it, so that the question can be asked again.
 */
function noneOf(questions: readonly Promise<boolean>[]): Promise<boolean> {
  return new Promise((resolve, reject) => {
    for (const question of questions) {
      question.then((isYes) => {
        if (isYes) resolve(false)
      }, reject)
    }
    Promise.all(questions).then(() => resolve(true), reject)
  })
}

/** True when all of them answer. */
export async function allAnswer(
  targets: readonly FaultTarget[],
  world: FaultWorld,
): Promise<boolean> {
  const answers = await Promise.all(targets.map((target) => world.answers(target)))
  return !answers.includes(false)
}

/** True when not one of these links lets a probe through. */
export function noneCarries(linkIds: readonly string[], world: FaultWorld): Promise<boolean> {
  return noneOf(linkIds.map(async (id) => (await world.probe(id, quickWithinMs)) !== undefined))
}

/** True when each of these links lets a probe through. */
export async function allCarry(linkIds: readonly string[], world: FaultWorld): Promise<boolean> {
  const tookMs = await Promise.all(linkIds.map((id) => world.probe(id, quickWithinMs)))
  return tookMs.every((took) => took !== undefined)
}

/** True when a canary was sent over each of these links and each link harmed something by then. */
export async function allFelt(linkIds: readonly string[], world: FaultWorld): Promise<boolean> {
  const felt = await Promise.all(
    linkIds.map(async (id) => {
      await world.probe(id, quickWithinMs)
      return world.felt(id)
    }),
  )
  return felt.every((times) => times > 0)
}

/** True when each of these links once takes so long for one of a few probes. */
export async function allTake(
  leastMs: number,
  linkIds: readonly string[],
  world: FaultWorld,
): Promise<boolean> {
  const slowest = await Promise.all(linkIds.map((id) => slowestMs(id, world)))
  return slowest.every((tookMs) => tookMs >= leastMs)
}

/** True when each of these links answers a few probes within that time. */
export async function allWithin(
  mostMs: number,
  linkIds: readonly string[],
  world: FaultWorld,
): Promise<boolean> {
  const slowest = await Promise.all(linkIds.map((id) => slowestMs(id, world)))
  return slowest.every((tookMs) => tookMs <= mostMs)
}

/** The links that the edges reach these instances by. */
export function edgeLinksOf(targets: readonly FaultTarget[], world: FaultWorld): readonly string[] {
  return targets.flatMap((target) => edgeLinkOf(target, world) ?? [])
}

/** True when a harm of that kind is on loan in each of these processes, which thereby answer. */
export async function allSuffer(
  kind: string,
  targets: readonly FaultTarget[],
  world: FaultWorld,
): Promise<boolean> {
  const suffering = await Promise.all(
    targets.map(async ({ name }) => (await sufferedBy(name, world)).includes(kind)),
  )
  return !suffering.includes(false)
}

/** True when each of these processes answers, and no harm of that kind is on loan there. */
export async function noneSuffers(
  kind: string,
  targets: readonly FaultTarget[],
  world: FaultWorld,
): Promise<boolean> {
  const suffering = await Promise.all(
    targets.map(async ({ name }) => (await sufferedBy(name, world)).includes(kind)),
  )
  return !suffering.includes(true)
}

async function sufferedBy(name: string, world: FaultWorld): Promise<readonly string[]> {
  return harmsOnLoanSchema.parse(await world.ask(name, 'harms')).map(({ kind }) => kind)
}

/** Never answered is the slowest. */
async function slowestMs(linkId: string, world: FaultWorld): Promise<number> {
  let slowest = 0
  for (let count = 0; count < probes; count += 1) {
    slowest = Math.max(slowest, (await world.probe(linkId)) ?? Number.POSITIVE_INFINITY)
  }
  return slowest
}
