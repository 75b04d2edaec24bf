import { styleText } from 'node:util'
import type { Change, RequestTrace, TraceStep } from './trace.ts'

/** Gives a text its colour, or leaves it as it is. */
export type Paint = (style: 'bold' | 'dim' | 'green' | 'red' | 'yellow', text: string) => string

/** Colours where standard output is a terminal that wants them. */
export const paintTerminal: Paint = (style, text) =>
  styleText(style, text, { stream: process.stdout })

/** A trace for people: a line for each policy, what it changed and said below it. */
export function traceLines(trace: RequestTrace, paint: Paint): readonly string[] {
  const { request, matched, steps, beforeSend, response, durationUs } = trace
  const { layer, policy, scope, section, reason } = response.madeBy
  const by = [policy, section === '' ? '' : `in ${section}`, scope === '' ? '' : `of ${scope}`]
    .filter((part) => part !== '')
    .join(' ')
  const madeBy = layer === 'backend' ? 'the backend' : `the gateway${by === '' ? '' : `: ${by}`}`
  const colour = response.status < 400 ? 'green' : 'red'
  return [
    paint('bold', `${request.method} ${request.url}`),
    `  ${Object.entries(matched)
      .filter(([, id]) => id !== '')
      .map(([kind, id]) => `${kind} ${id}`)
      .join(', ')}`,
    '',
    ...steps.flatMap((step, index) => [
      ...headingOf(step, steps[index - 1], paint),
      ...stepLines(step, paint),
    ]),
    ...(beforeSend.length === 0 ? [] : [paint('bold', 'before sending')]),
    ...beforeSend.map((change) => changeLine(change, paint)),
    '',
    `${paint(colour, `${response.status} ${response.reason}`)}  made by ${madeBy}` +
      `${reason === '' ? '' : ` (${reason})`}, ${millisecondsOf(durationUs)} ms`,
    ...(trace.lastError === undefined ? [] : [`  ${paint('red', trace.lastError.message)}`]),
  ].filter((line, index, all) => line !== '' || all[index - 1] !== '')
}

/** The name of the section, where it begins. */
function headingOf(step: TraceStep, before: TraceStep | undefined, paint: Paint) {
  if (before?.section === step.section) return []
  return [paint('bold', step.section === '' ? 'gateway' : step.section)]
}

const nameWidth = 40
const marks = {
  'went-on': '',
  responded: 'responds, nothing else runs',
  'answered-from-cache': 'answers from the cache',
  failed: 'fails',
  unfinished: 'did not end',
} as const

function stepLines(step: TraceStep, paint: Paint): readonly string[] {
  const { policy, policyId, path, scope, owner, document, startUs, durationUs } = step
  const { outcome, error, changes, messages } = step
  const depth = path === '' ? 0 : path.split('\\').length - 1
  const name = `${'  '.repeat(depth + 1)}${policy}${policyId === '' ? '' : ` #${policyId}`}`
  const from = [scope, owner].filter((part) => part !== '').join(' ')
  const times = `${String(startUs).padStart(8)} µs +${String(durationUs).padEnd(7)}`
  const mark = marks[outcome]
  const failure = error === undefined ? '' : `: ${error.status} ${error.reason}`
  return [
    `${name.padEnd(nameWidth)}${paint('dim', times)} ${paint('dim', from.padEnd(30))} ` +
      `${paint('dim', document)}${mark === '' ? '' : `  ${paint(colourOf(outcome), mark + failure)}`}`,
    ...messages.map(({ source, text }) => `${indent}${paint('yellow', `${source}: ${text}`)}`),
    ...changes.map((change) => changeLine(change, paint)),
    ...(error === undefined ? [] : [`${indent}${paint('red', error.message)}`]),
  ]
}

const indent = ' '.repeat(8)

function colourOf(outcome: TraceStep['outcome']) {
  return outcome === 'failed' || outcome === 'unfinished' ? 'red' : 'yellow'
}

function changeLine(change: Change, paint: Paint): string {
  const [sign, text] = changeText(change)
  return `${indent}${paint(sign === '-' ? 'red' : 'green', sign)} ${text}`
}

function changeText(change: Change): readonly [sign: string, text: string] {
  switch (change.kind) {
    case 'header': {
      const { of, name, value, before } = change
      if (value === undefined) return ['-', `${of} header ${name}`]
      const sign = before === undefined ? '+' : '~'
      return [sign, `${of} header ${name}: ${value}${was(before)}`]
    }
    case 'variable':
      if (change.value === undefined) return ['-', `variable ${change.name}`]
      return ['+', `variable ${change.name} = ${change.value} (${change.type ?? ''})`]
    case 'status':
      return ['~', `status ${change.value}${was(change.before)}`]
    case 'body':
      return [
        '~',
        `${change.of} body, ${change.value}${change.value === 'streamed' ? '' : ' bytes'}`,
      ]
    case 'call': {
      const { status, attempts, durationUs } = change
      const answer = status === 0 ? 'no answer' : `answered ${status}`
      const tries = attempts === 1 ? '' : ` in ${attempts} attempts`
      return ['>', `backend called${tries}: ${answer} after ${millisecondsOf(durationUs)} ms`]
    }
    case 'cache':
      return ['~', `cache ${change.value}`]
    default:
      return ['~', `${change.kind} ${change.value}${was(change.before)}`]
  }
}

function was(before: string | number | undefined): string {
  return before === undefined ? '' : ` (was ${before})`
}

function millisecondsOf(durationUs: number): string {
  return (durationUs / 1_000).toFixed(1)
}
