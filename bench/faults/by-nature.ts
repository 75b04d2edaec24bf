/** Faults whose effect takes its own time, whoever commands it; measured, and judged by nobody. */
export const slowByNature: Readonly<Record<string, string>> = {}

/** Faults that end the run they are in. */
export const endsTheRun: readonly string[] = ['load-death']
