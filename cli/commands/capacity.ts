import { type Command, InvalidArgumentError } from 'commander'
import type { CapacityCommandOptions } from '../actions/capacity.ts'
import { durationOf, seedOf, several } from '../options.ts'

export function addCapacity(program: Command): void {
  program
    .command('capacity')
    .description('find what a unit carries under an SLO, and plan units for a peak')
    .argument('<scenario>', 'a name of "gatedrill list", or a .ts, .yaml or .json file')
    .addOption(
      several('--slo <objective>', 'what must hold, "p99 < 100ms" say; else the scenario\'s own'),
    )
    .option(
      '--peak <rate>',
      'requests per second to plan for; else the load of the scenario',
      rateOf,
    )
    .option('--price <amount>', 'of one unit and month: adds what each option costs', priceOf)
    .option('--units <count>', 'measure 1 to so many units (3; with --quick 1)', unitsOf)
    .option('--from <rate>', 'the first rate to try, of one unit', rateOf)
    .option('--quick', 'shorter trials and an interval of +-10 % in the place of +-5 %')
    .option('--max-duration <time>', 'of the whole search', durationOf, 900)
    .option('--config <folder>', "an APIOps artifact folder instead of the scenario's")
    .option('--seed <number>', 'the load follows from it alone', seedOf, 1)
    .addOption(several('--set <path=value>', 'change one field of the scenario'))
    .option('--out <folder>', 'where the result folder is made', 'results')
    .option('--keep-ledgers', 'keep the ledgers and logs of all trials')
    .option('--strict', 'refuse a configuration with anything that is not supported')
    .option('--quiet', 'no progress, only the result')
    .option('--json', 'print capacity.json')
    .addHelpText(
      'after',
      `
Examples:
  gatedrill capacity zone-down --slo "p99 < 100ms" --peak 2000
  gatedrill capacity zone-down --quick --set topology.capacity.perUnitRps=400     plan with a governed unit
  gatedrill capacity ./my-drill.yaml --peak 5000 --price 2800 --units 4`,
    )
    .action(async (name: string, options: CapacityCommandOptions) => {
      const { capacity } = await import('../actions/capacity.ts')
      await capacity(name, options)
    })
}

/** `2000`, or `2000/s`. */
export function rateOf(text: string): number {
  const ratePerS = Number(text.replace(/\/s$/, ''))
  if (text.trim() !== '' && ratePerS > 0 && ratePerS <= 1e7) return ratePerS
  throw new InvalidArgumentError('a rate is a number of requests per second, 2000 say.')
}

export function priceOf(text: string): number {
  const price = Number(text)
  if (/^\d+(\.\d+)?$/.test(text) && price > 0) return price
  throw new InvalidArgumentError('a price is a number, without a currency: 2800 say.')
}

export function unitsOf(text: string): number {
  const units = Number(text)
  if (/^\d+$/.test(text) && units >= 1 && units <= 31) return units
  throw new InvalidArgumentError('units are a whole number from 1 to 31.')
}
