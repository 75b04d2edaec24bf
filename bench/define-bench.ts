export type Bench = {
  readonly name: string
  readonly about: string
  /**
   * Measures everything it compares side by side in one run; says its table line by line. `options`
   * are the words behind its name; it throws a GatedrillError for those it does not know.
   */
  run(say: (line: string) => void, options: readonly string[]): Promise<void>
}

export function defineBench(bench: Bench): Bench {
  return bench
}
