/** The wall clock of the script, in whole milliseconds: k6 has no finer one. */
export const nowMs = (): number => Date.now()
