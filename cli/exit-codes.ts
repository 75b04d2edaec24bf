/** How the command line ends; 0, 1, 3 and 4 are verdicts (design, section 7). */
export const exitCodes = {
  pass: 0,
  objectiveFailed: 1,
  badInput: 2,
  inconclusive: 3,
  aborted: 4,
  /** A bug of gatedrill's own; EX_SOFTWARE of sysexits. */
  bug: 70,
} as const
