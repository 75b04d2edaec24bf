import type { Problem } from '../ledger/errors.ts'

const another = 'name another place'
const mayNot = `give this user the right to it, or ${another}`
const address = 'name an address of this machine: 127.0.0.1, or 0.0.0.0 for all of them'

/** What a person can do about a refusal of the operating system. */
const fixes: Readonly<Record<string, string>> = {
  EACCES: mayNot,
  EPERM: mayNot,
  EROFS: another,
  'ENOENT mkdir': `no folder can be made there: ${another}`,
  ENOTDIR: `a part of the path is a file: ${another}`,
  EISDIR: `it is a folder: ${another}`,
  EEXIST: `it is there already: ${another}`,
  ELOOP: another,
  ENAMETOOLONG: another,
  ENOSPC: `make room on the disk, or ${another}`,
  EDQUOT: `make room on the disk, or ${another}`,
  EMFILE: 'raise the limit of open files: ulimit -n 8192',
  ENFILE: 'end other programs: the machine has no more open files to give',
  ENOMEM: 'end other programs: the machine has no more memory to give',
  EADDRINUSE: 'stop what listens there, or name another port',
  EADDRNOTAVAIL: address,
  ENOTFOUND: address,
  EAI_AGAIN: address,
}

/** The refusal as a problem; undefined for every other error. Elsewhere ENOENT may be a bug of our own. */
export function systemProblemOf(error: unknown): Problem | undefined {
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) return undefined
  const fix = fixes[`${error.code} ${error.syscall}`] ?? fixes[String(error.code)]
  if (fix === undefined) return undefined
  return {
    code: 'CLI_SYSTEM_REFUSED',
    where: placeOf(error),
    what: error.message,
    why: `the operating system refused ${error.syscall}`,
    fix,
  }
}

function placeOf(error: Error): string {
  if ('path' in error && typeof error.path === 'string') return error.path
  if ('hostname' in error && typeof error.hostname === 'string') return error.hostname
  if ('address' in error && 'port' in error) return `${error.address}:${error.port}`
  return 'system'
}
