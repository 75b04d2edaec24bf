import type { FaultTarget, FaultWorld, PartHarm } from './define-fault.ts'

/** Harms each of these processes from within, side by side; what was done is undone with `undo`. */
export async function harmEach(
  targets: readonly FaultTarget[],
  harm: PartHarm,
  world: Pick<FaultWorld, 'harmPart'>,
  undo: AsyncDisposableStack,
): Promise<void> {
  const harms = await Promise.allSettled(
    targets.map(async ({ name }) => undo.use(await world.harmPart(name, harm))),
  )
  const failed = harms.find((result) => result.status === 'rejected')
  if (failed !== undefined) throw failed.reason
}
