import type { Limit, Measure, Operator, Unit } from './objective.ts'
import type { TokenLine } from './token-line.ts'
import type { Token } from './tokens.ts'

const units: Readonly<Record<string, { readonly unit: Unit; readonly factor: number }>> = {
  '': { unit: 'count', factor: 1 },
  '%': { unit: '%', factor: 1 },
  ms: { unit: 'ms', factor: 1 },
  s: { unit: 'ms', factor: 1_000 },
  m: { unit: 'ms', factor: 60_000 },
  h: { unit: 'ms', factor: 3_600_000 },
  d: { unit: 'ms', factor: 86_400_000 },
}

/** A number in the unit that its text stands for; undefined for texts that are no unit. */
export function valueIn(token: Extract<Token, { kind: 'number' }>) {
  const unit = units[token.unit.toLowerCase()]
  return unit === undefined ? undefined : { value: token.value * unit.factor, unit: unit.unit }
}

/** `250ms`, `bound`, or `110% of baseline run`. */
export function readLimit(tokens: TokenLine, measure: Measure, operator: Operator): Limit {
  const token = tokens.next
  const isBound = token.kind === 'word' && token.text === 'bound'
  if (isBound && measure.limits.includes('bound')) {
    tokens.take('word', 'bound')
    return { kind: 'bound' }
  }
  if (token.kind !== 'number') throw tokens.expected(token, `a limit: ${limitsOf(measure)}`)
  tokens.take('number', 'a limit')
  if (tokens.next.text === ofWord) return readRelative(tokens, token, operator)
  return absoluteOf(tokens, token, measure)
}

function absoluteOf(
  tokens: TokenLine,
  token: Extract<Token, { kind: 'number' }>,
  measure: Measure,
): Extract<Limit, { kind: 'number' }> {
  const read = valueIn(token)
  if (read === undefined || !measure.limits.includes(read.unit)) {
    throw tokens.wrong(token, 'OBJECTIVE_WRONG_LIMIT', {
      what: `${token.text} is no limit of ${measure.name}`,
      why: `its limit is ${limitsOf(measure)}`,
      fix: `write it as in: ${measure.examples[0]}`,
    })
  }
  if (read.unit === '%' && read.value > 100 && !measure.mayExceedAll)
    throw tokens.expected(token, 'at most 100%')
  return { kind: 'number', ...read }
}

/** Ties a share to what it is a share of. */
const ofWord = 'of'

/** `of baseline run` behind a share: of what another run measured. */
function readRelative(
  tokens: TokenLine,
  share: Extract<Token, { kind: 'number' }>,
  operator: Operator,
): Limit {
  const wrong = (what: string, why: string) =>
    tokens.wrong(share, 'OBJECTIVE_WRONG_LIMIT', {
      what,
      why,
      fix: 'write it as in: p99(latency) <= 110% of baseline run',
    })
  if (share.unit !== '%' || share.value === 0) {
    throw wrong(`${share.text} is no share of a baseline run`, 'it is a percentage above 0%')
  }
  if (operator === '=') {
    throw wrong('two runs never measure quite the same', 'a share of a baseline run is a bound')
  }
  tokens.take('word', ofWord)
  for (const expected of ['baseline', 'run']) {
    const word = tokens.next
    if (word.text !== expected) throw tokens.expected(word, '"of baseline run"')
    tokens.take('word', expected)
  }
  return { kind: 'relative', percent: share.value }
}

/** Announces a warning level. */
const warnWord = 'warn'

/** `warn 99.9%` behind `>= 99.5%`: stricter than the limit, or nothing could ever warn. */
export function readWarn(
  tokens: TokenLine,
  measure: Measure,
  operator: Operator,
  limit: Limit,
): number | undefined {
  const word = tokens.next
  if (word.text !== warnWord) return undefined
  tokens.take('word', warnWord)
  const token = tokens.next
  const wrong = (what: string, why: string) =>
    tokens.wrong(token, 'OBJECTIVE_WRONG_WARNING', {
      what,
      why,
      fix: 'write it as in: availability >= 99.5% warn 99.9%',
    })
  if (limit.kind === 'bound' || operator === '=') {
    throw wrong('this objective has no warning level', 'its limit is met, or it is not')
  }
  const unit = limit.kind === 'relative' ? '%' : limit.unit
  const most = limit.kind === 'relative' ? limit.percent : limit.value
  if (token.kind !== 'number') throw tokens.expected(token, `a limit: ${limitsOf(measure)}`)
  tokens.take('number', 'a limit')
  const level = limit.kind === 'relative' ? valueIn(token) : absoluteOf(tokens, token, measure)
  if (level === undefined || level.unit !== unit) {
    throw wrong(`${token.text} is no level of this limit`, `the limit is in ${unit}`)
  }
  const isAtLeast = operator === '>' || operator === '>='
  if (isAtLeast ? level.value <= most : level.value >= most) {
    const side = isAtLeast ? 'above' : 'below'
    throw wrong(`${token.text} would never warn`, `a warning level is ${side} the limit`)
  }
  return level.value
}

function limitsOf({ limits }: Measure): string {
  const texts = {
    ms: 'a time (250ms, 10s)',
    '%': 'a share (99%)',
    count: 'a count',
    bound: 'bound',
  }
  return [
    ...limits.map((limit) => texts[limit]),
    'a share of a baseline run (110% of baseline run)',
  ].join(' or ')
}
