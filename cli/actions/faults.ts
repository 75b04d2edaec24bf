import { styleText } from 'node:util'
import { GatedrillError } from '../../ledger/errors.ts'
import {
  describeFault,
  type FaultDescription,
  paramLineOf,
} from '../../sim/faults/describe-faults.ts'
import { faults as known, unknownKind } from '../../sim/faults/plan-faults.ts'

/** Options of the command. */
export type FaultsOptions = { readonly json?: true }

/** Prints every fault there is, or one of them with its parameters. */
export function faults(kind: string | undefined, { json }: FaultsOptions): void {
  const chosen = kind === undefined ? [...known.values()] : [known.get(kind)]
  const described = chosen.map((fault) => {
    if (fault === undefined) throw new GatedrillError(unknownKind('faults', kind ?? ''))
    return describeFault(fault)
  })
  if (json === true) {
    const shown = kind === undefined ? described : described[0]
    process.stdout.write(`${JSON.stringify(shown, undefined, 2)}\n`)
  } else
    process.stdout.write(kind === undefined ? listOf(described) : described.map(pageOf).join(''))
}

function listOf(described: readonly FaultDescription[]): string {
  const width = Math.max(...described.map(({ kind }) => kind.length)) + 2
  return described
    .map(({ kind, about }) => `${styleText('bold', kind.padEnd(width))}${about}\n`)
    .join('')
}

function pageOf({ kind, about, params, example }: FaultDescription): string {
  const lines = params.map((param) => `  ${paramLineOf(param)}\n`)
  const times =
    '  atS (number, required): seconds after the start of the load\n  durationS (number, required)\n'
  return (
    `${styleText('bold', kind)}\n${about}\n\nParameters\n${lines.join('')}${times}\n` +
    `In a scenario\n  faults: [${JSON.stringify(example)}]\n`
  )
}
