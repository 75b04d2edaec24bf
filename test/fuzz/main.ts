import { parseArgs } from 'node:util'
import * as targets from './registry.ts'

/*
 * `npm run fuzz` tries all targets, `npm run fuzz -- http --seconds 300 --seed 7` one of them for
 * longer. Ends with 1 when something was found, and prints the shortest example of it.
 */

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seconds: { type: 'string', default: '60' }, seed: { type: 'string' } },
})
const seconds = Number(values.seconds)
const seed = values.seed === undefined ? Date.now() % 2 ** 31 : Number(values.seed)
const all = Object.values(targets)
const chosen = all.filter(({ name }) => positionals.length === 0 || positionals.includes(name))
const unknown = positionals.filter((wanted) => !all.some(({ name }) => name === wanted))

if (unknown.length > 0 || !(seconds > 0) || !Number.isInteger(seed)) {
  process.stdout.write('npm run fuzz -- [target ...] [--seconds 60] [--seed <number>]\n\n')
  for (const { name, about } of all) process.stdout.write(`  ${name.padEnd(12)} ${about}\n`)
  process.exitCode = 2
} else {
  for (const target of chosen) {
    const budgetMs = seconds * 1_000
    const options = { seed, budgetMs, runsMax: Number.MAX_SAFE_INTEGER }
    const { runs, failure } = await target.run(options)
    const found = failure === undefined ? 'nothing found' : 'FAILED'
    process.stdout.write(`${target.name}: ${runs} runs in ${seconds} s, seed ${seed}: ${found}\n`)
    if (failure === undefined) continue
    process.stdout.write(`${failure}\n`)
    process.exitCode = 1
  }
}
