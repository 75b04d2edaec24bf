import { GatedrillError } from '../ledger/errors.ts'
import * as benches from './registry.ts'

/* `npm run bench` lists the measurements, `npm run bench <name>` runs one. By hand, never in CI. */

const [, , name, ...options] = process.argv
const all = Object.values(benches)
const bench = all.find((candidate) => candidate.name === name)
if (bench === undefined) {
  process.stdout.write('npm run bench <name>\n\n')
  for (const { name: known, about } of all) process.stdout.write(`  ${known.padEnd(12)} ${about}\n`)
  process.exitCode = name === undefined ? 0 : 2
} else {
  await bench
    .run((line) => process.stdout.write(`${line}\n`), options)
    .catch((error: unknown) => {
      if (!(error instanceof GatedrillError)) throw error
      process.stderr.write(`${error.message}\n`)
      process.exitCode = 2
    })
}
