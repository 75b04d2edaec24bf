import { readFileSync } from 'node:fs'
import { Command } from 'commander'
import { z } from 'zod'
import { fullDiskIn } from '../sim/full-disk.ts'
import * as commands from './commands/registry.ts'
import { tell } from './tell.ts'

const help = `
Examples:
  gatedrill run zone-down                         one zone of three loses power; the verdict is the exit code
  gatedrill doctor                                what this machine has for drills, and what is limited
  gatedrill init --config ./my-apiops             write a first scenario for your own configuration
  gatedrill run zone-down --config ./my-apiops    the same outage for your own APIM configuration
  gatedrill run zone-down --set topology.redundancy=zonal   what if every unit stood in that zone?
  gatedrill up zone-down --load                   hold its world up, to harm it by hand: inject, status, heal, down
  gatedrill validate ./my-apiops                  what of a configuration is not supported, by line
  gatedrill advise ./my-apiops                    what the documentation advises against, by line
  gatedrill explain ./my-apiops GET /orders/1     what each policy does to one request
  gatedrill gateway ./my-apiops --port 8080       serve a configuration on this machine
  gatedrill topology region-down                  clients, router, regions, zones and instances of a scenario
  gatedrill capacity zone-down --peak 2000        what a unit carries, and units for a peak with a zone lost
  gatedrill report results/zone-down-...          make the report again, from the run folder alone
  gatedrill compare results/a results/b           is the second run worse than the first?
  gatedrill trace results/zone-down-... 812       the life of one request, as each witness saw it
  gatedrill query results/zone-down-...           ask its ledgers in SQL

Exit codes: 0 pass, 1 an objective failed, 2 bad input, 3 inconclusive, 4 aborted.`

/** Runs the command line. Never throws: bad input and bugs are told and become the exit code. */
export async function runProgram(argv: readonly string[]): Promise<void> {
  process.stdout.on('error', ignoreClosed)
  process.stderr.on('error', ignoreFull)
  const program = programOf()
  try {
    if (argv.length <= 2) program.outputHelp()
    else await program.parseAsync(argv)
  } catch (error) {
    process.exitCode = tell(error)
  }
}

/** Every command with its options; its own errors are thrown. */
export function programOf(): Command {
  const program = new Command('gatedrill')
    .description('Rehearse the outages of an API gateway before they happen.')
    .version(versionOf(), '-v, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', help)
    .showHelpAfterError(
      '(gatedrill --help lists the commands; gatedrill <command> --help explains one)',
    )
    .exitOverride()
  for (const add of Object.values(commands)) add(program)
  return program
}

/** Progress that a full disk does not take is no reason either; a result on stdout is. */
function ignoreFull(error: Error): void {
  if (fullDiskIn(error) === undefined) ignoreClosed(error)
}

/** Who reads may stop reading (`| head`): no reason to leave a drill, or to fail. */
function ignoreClosed(error: Error): void {
  if (!('code' in error) || error.code !== 'EPIPE') throw error
}

function versionOf(): string {
  // One level up in a clone, two in a built package.
  for (const path of ['../package.json', '../../package.json']) {
    const text = readIfThere(new URL(path, import.meta.url))
    if (text !== undefined) {
      return z.looseObject({ version: z.string() }).parse(JSON.parse(text)).version
    }
  }
  return 'unknown'
}

function readIfThere(url: URL): string | undefined {
  try {
    return readFileSync(url, 'utf8')
  } catch {
    return undefined
  }
}
