import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { isOnPath } from './is-on-path.ts'

export type Program = { readonly pid: number; readonly output: Promise<string> }

/**
 * Starts a program on that processor alone, where the system can do that; it is there from its
 * first instruction, since runtimes count processors when they start. `output` is what it wrote to
 * its standard output, once it is over; it rejects for one that ends badly, with what it said last.
 */
export function startProgram(
  program: string,
  words: readonly string[],
  processor: number,
): Program {
  const pinned = isOnPath('taskset') ? ['taskset', '-c', String(processor)] : []
  const [first = program, ...rest] = [...pinned, program, ...words]
  const child = spawn(first, rest, { stdio: ['ignore', 'pipe', 'pipe'] })
  return { pid: child.pid ?? 0, output: outputOf(program, child) }
}

async function outputOf(program: string, child: ChildProcess): Promise<string> {
  const pieces: { readonly said: Buffer[]; readonly complaints: Buffer[] } = {
    said: [],
    complaints: [],
  }
  child.stdout?.on('data', (piece: Buffer) => pieces.said.push(piece))
  child.stderr?.on('data', (piece: Buffer) => pieces.complaints.push(piece))
  await once(child, 'close')
  const said = Buffer.concat(pieces.said).toString('utf8')
  if (child.exitCode === 0) return said
  const last = Buffer.concat(pieces.complaints).toString('utf8').slice(-500)
  throw new Error(`${program} ended with ${child.exitCode ?? child.signalCode}: ${last}`)
}
