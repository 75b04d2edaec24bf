/** What a target has found so far. */
export type FuzzCount = { readonly runs: number; readonly failure: string | undefined }

/** One part of the gateway that foreign bytes reach. */
export type FuzzTarget = {
  readonly name: string
  readonly about: string
  /** Tries for this long, or this often, whichever ends first; a failure ends it at once. */
  run(options: FuzzOptions): Promise<FuzzCount>
}

export type FuzzOptions = {
  readonly seed: number
  readonly budgetMs: number
  readonly runsMax: number
}

export function defineFuzz(target: FuzzTarget): FuzzTarget {
  return target
}
