import { writeFileSync } from 'node:fs'
import { styleText } from 'node:util'
import { RunTables } from '../../reports/query/run-tables.ts'
import { lifeOfRequest, type RequestLife } from '../../reports/trace/life-of-request.ts'
import { lifePage } from '../../reports/trace/life-page.ts'
import { tellWarnings } from '../tell-warnings.ts'

/** Prints the life of a request over all witnesses, and writes it as a page where asked to. */
export async function trace(
  folder: string,
  asked: string,
  { json = false, html }: { readonly json?: boolean; readonly html?: string },
): Promise<void> {
  await using tables = await RunTables.open(folder)
  tellWarnings(tables)
  const life = await lifeOfRequest(tables, asked)
  if (html !== undefined) writeFileSync(html, await lifePage(life))
  process.stdout.write(json ? `${JSON.stringify(life, undefined, 2)}\n` : textOf(life))
}

function textOf({ request, explanation, loadStartUs, steps }: RequestLife): string {
  const { requestId, operation, population, outcome, phase, zone, intendedAtUs } = request
  const atS = (intendedAtUs - loadStartUs) / 1e6
  const head = [
    `${operation}, by ${population}`,
    `second ${atS.toFixed(3)} of the load`,
    ...(phase === undefined ? [] : [`phase ${phase}`]),
    ...(zone === undefined ? [] : [`zone ${zone}`]),
  ]
  const isOk = outcome === 'ok'
  const lines = [
    `${styleText('bold', `request ${requestId}`)}  ${head.join(', ')}`,
    `  ${styleText(isOk ? 'green' : 'red', outcome)}${endTextOf(request)}${causeOf(explanation)}`,
    '',
    ...stepLines(steps, intendedAtUs),
  ]
  return `${lines.join('\n')}\n`
}

function endTextOf({ intendedAtUs, endedAtUs, attempts, executions }: RequestLife['request']) {
  const tookMs = endedAtUs === undefined ? undefined : (endedAtUs - intendedAtUs) / 1_000
  const took = tookMs === undefined ? '' : ` after ${tookMs.toFixed(3)} ms`
  return `${took}, ${attempts} attempt${attempts === 1 ? '' : 's'}, executed ${executions} x`
}

function causeOf(explanation: RequestLife['explanation']): string {
  if (explanation === undefined) return ''
  const { layer, cause, policy, scope, reason } = explanation
  const by =
    policy === '' ? '' : ` (${[policy, scope, reason].filter((part) => part !== '').join(', ')})`
  return `; layer ${layer}${by}, cause: ${cause}`
}

/** Milliseconds since the request was due, who tells it, and what. */
function stepLines(steps: RequestLife['steps'], fromUs: number): string[] {
  const width = Math.max(...steps.map(({ witness }) => witness.length))
  return steps.map(({ atUs, witness, what }) => {
    const at = `${((atUs - fromUs) / 1_000).toFixed(3)} ms`
    return `${at.padStart(14)}  ${witness.padEnd(width)}  ${what}`
  })
}
