import { existsSync } from 'node:fs'

/** Of util-linux; every Linux distribution that is not tiny has it. */
const setpriv = ['/usr/bin/setpriv', '/bin/setpriv'].find((path) => existsSync(path))

/**
 * The command with a word to the kernel: when the process that starts it dies, it gets a SIGTERM.
 * The closing pipe tells a process the same, but only once it has loaded its modules, which takes
 * seconds on a busy machine. Without setpriv the pipe alone has to do. Source: prctl(2), PR_SET_PDEATHSIG.
 */
export function boundToParent(
  program: string,
  words: readonly string[],
): readonly [string, readonly string[]] {
  if (setpriv === undefined) return [program, words]
  return [setpriv, ['--pdeathsig', 'TERM', program, ...words]]
}
