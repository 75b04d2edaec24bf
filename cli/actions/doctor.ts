import { styleText } from 'node:util'
import { canDrill, examine, type Finding } from '../doctor/examine.ts'
import { machineOf } from '../doctor/machine.ts'
import { exitCodes } from '../exit-codes.ts'
import { textOfTable } from '../print-table.ts'

/** Options of the command. */
export type DoctorOptions = { readonly out: string; readonly json?: true }

/** Looks at the machine, prints what limits drills, and sets the exit code. */
export async function doctor({ out, json }: DoctorOptions): Promise<void> {
  const findings = examine(await machineOf(out, process.env))
  const isReady = canDrill(findings)
  process.stdout.write(
    json === true
      ? `${JSON.stringify({ canDrill: isReady, findings }, undefined, 2)}\n`
      : textOfFindings(findings, isReady),
  )
  process.exitCode = isReady ? 0 : exitCodes.badInput
}

/** A table of all, and under it what is limited and what to do. */
export function textOfFindings(findings: readonly Finding[], isReady: boolean): string {
  const columns = ['about', 'state', 'found'].map((name) => ({ name, type: 'VARCHAR' }))
  const rows = findings.map(({ about, state, found }) => [about, state, found])
  const limited = findings.flatMap(({ about, limits, fix }) =>
    limits === undefined
      ? []
      : [
          '',
          `${styleText('bold', about)}: ${limits}`,
          ...(fix === undefined ? [] : [`  fix: ${fix}`]),
        ],
  )
  const said = isReady ? 'A drill can run here.' : 'No drill can run here.'
  const lines = [...limited, '', styleText('bold', said)]
  return `${textOfTable({ columns, rows, isCut: false }, 'table')}${lines.join('\n')}\n`
}
