import type { Problem } from '../../../ledger/errors.ts'
import { loadErrorCodes, loadProblem } from '../../errors.ts'
import type { K6Log } from './log-lines.ts'

/** Source: k6, exit codes (errext/exitcodes). */
const codes = {
  ok: 0,
  thresholds: 99,
  setupTimeout: 100,
  teardownTimeout: 101,
  timeout: 102,
  stoppedByRest: 103,
  badOptions: 104,
  signal: 105,
  restCannotStart: 106,
  scriptThrew: 107,
  aborted: 108,
  panic: 109,
  markedFailed: 110,
} as const

/** Its own judgement of a run that came to its end: thresholds, and `exec.test.fail`. */
const wholeRun: readonly number[] = [codes.ok, codes.thresholds, codes.markedFailed]

const meanings: Readonly<Record<number, { readonly what: string; readonly fix: string }>> = {
  [codes.setupTimeout]: { what: 'setup() took too long', fix: 'set setupTimeout in its options' },
  [codes.teardownTimeout]: {
    what: 'teardown() took too long',
    fix: 'set teardownTimeout in its options',
  },
  [codes.timeout]: { what: 'k6 took too long', fix: 'see its log' },
  [codes.stoppedByRest]: { what: 'k6 was stopped through its API', fix: 'let it run to its end' },
  [codes.badOptions]: {
    what: 'k6 does not take the options of the script',
    fix: 'correct them: of a threshold, say, the form is p(95)<250',
  },
  [codes.signal]: { what: 'k6 was ended by a signal', fix: 'find out who sent it' },
  [codes.restCannotStart]: {
    what: 'k6 could not listen on its port',
    fix: 'run it again: the port was free a moment before',
  },
  [codes.scriptThrew]: { what: 'the script threw an exception', fix: 'correct it there' },
  [codes.aborted]: {
    what: 'the script ended the run',
    fix: 'leave test.abort and abortOnFail out: the objectives judge',
  },
  [codes.panic]: { what: 'k6 itself broke', fix: 'see its log; another version may not' },
}

/** Whether k6 came to its end; `isOurs` when it was told to. */
export function isWhole(exitCode: number, isOurs: boolean): boolean {
  return wholeRun.includes(exitCode) || (isOurs && exitCode === codes.stoppedByRest)
}

/** Why k6 did not come to its end, for the person who runs the drill. */
export function exitProblem(exitCode: number, log: K6Log, where: string): Problem {
  const { what, fix } = meanings[exitCode] ?? {
    // 128 and the number of a signal is what a shell says of a killed program.
    what: exitCode > 128 ? `k6 was killed (signal ${exitCode - 128})` : `k6 ended with ${exitCode}`,
    fix: 'see its log; when the machine ran out of memory, lower usersMax',
  }
  const isScript = exitCode === codes.scriptThrew || exitCode === codes.badOptions
  return loadProblem({
    code: isScript ? loadErrorCodes.k6Script : loadErrorCodes.k6Ended,
    where,
    what,
    why: log.firstError ?? `k6 ended with ${exitCode} before its load was over`,
    fix,
  })
}

/** Every iteration threw before it sent anything. */
export function nothingSent(log: K6Log, where: string): Problem {
  return loadProblem({
    code: loadErrorCodes.k6Script,
    where,
    what: `the script sent nothing, and logged ${log.errors} errors`,
    why: log.firstError ?? 'no iteration made a request',
    fix: 'correct the script; its BASE_URL is where requests go',
  })
}
