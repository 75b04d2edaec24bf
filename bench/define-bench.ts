export type Bench = {
  readonly name: string
  readonly about: string
  /** Measures everything it compares side by side in one run; says its table line by line. */
  run(say: (line: string) => void): Promise<void>
}

export function defineBench(bench: Bench): Bench {
  return bench
}
