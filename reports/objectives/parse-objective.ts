import { GatedrillError, type Problem } from '../../ledger/errors.ts'
import { nearestOf } from '../../scenarios/nearest.ts'
import { type ReportErrorCode, reportError } from '../errors.ts'
import { dimensions, type Part } from '../parts.ts'
import type { Phase } from '../phases.ts'
import type { Limit, Measure, Objective, Operator, Unit } from './objective.ts'
import { measures } from './registry.ts'
import { type Token, tokensOf } from './tokens.ts'

/**
 * Reads one objective: `measure operator limit [warn limit] [phase] [for part]`, as in `p99(latency) < 250ms during
 * fault for population europe`.
 * Throws a GatedrillError whose `where` names the column.
 */
export function parseObjective(text: string): Objective {
  const tokens = new Tokens(text)
  const { measure, quantile, argument } = readMeasure(tokens)
  const operator = tokens.take('operator', 'an operator: < <= > >= =')
  if (!measure.operators.includes(operator.operator)) {
    throw tokens.wrong(operator, 'OBJECTIVE_WRONG_OPERATOR', {
      what: `${measure.name} cannot be held with ${operator.text}`,
      why: `it can be held with ${measure.operators.join(' ')}`,
      fix: `write it as in: ${measure.examples[0]}`,
    })
  }
  const limit = readLimit(tokens, measure)
  const warn = readWarn(tokens, measure, operator.operator, limit)
  const phase = readPhase(tokens, measure)
  const parts = readParts(tokens, measure, argument)
  tokens.take('end', 'the end of the line')
  return {
    text,
    measure: measure.name,
    ...(argument === undefined ? {} : { argument }),
    ...(quantile === undefined ? {} : { quantile }),
    operator: operator.operator,
    limit,
    ...(warn === undefined ? {} : { warn }),
    ...(phase === undefined ? {} : { phase }),
    ...(parts.length === 0 ? {} : { parts }),
  }
}

/** Reads all objectives of a scenario; the problems of all of them come together. */
export function parseObjectives(texts: readonly string[]): Objective[] {
  const problems: Problem[] = []
  const objectives = texts.flatMap((text, index) => {
    try {
      return [parseObjective(text)]
    } catch (error) {
      if (!(error instanceof GatedrillError)) throw error
      problems.push(...error.within(`objectives[${index}]`).problems)
      return []
    }
  })
  if (problems.length > 0) throw new GatedrillError(problems)
  return objectives
}

function readMeasure(tokens: Tokens) {
  const word = tokens.take('word', 'a measure')
  const quantile = /^p(\d{1,2}(?:\.\d+)?)$/i.exec(word.text)?.[1]
  if (quantile !== undefined) {
    const share = Number(quantile) / 100
    if (share === 0) throw tokens.expected(word, 'a quantile above p0')
    const named = tokens.takeArgument()
    const measure = measures.find(({ name, hasQuantile }) => hasQuantile && name === named?.text)
    if (measure === undefined || named === undefined) {
      throw tokens.expected(named ?? word, `a measure that has quantiles: ${word.text}(latency)`)
    }
    // Through the decimal text: 99.9 / 100 is not 0.999 in binary.
    return { measure, quantile: Number(`${quantile}e-2`), argument: undefined }
  }
  const measure = measures.find(({ name, hasQuantile }) => !hasQuantile && name === word.text)
  if (measure === undefined) throw unknownMeasure(tokens, word)
  return { measure, quantile: undefined, argument: readArgument(tokens, measure) }
}

function unknownMeasure(tokens: Tokens, word: Token): GatedrillError {
  const known = measures.map(({ name, hasQuantile }) => (hasQuantile ? `p99(${name})` : name))
  const nearest = nearestOf(
    word.text,
    measures.flatMap(({ name, hasQuantile }) => (hasQuantile ? [] : [name])),
  )
  return tokens.wrong(word, 'OBJECTIVE_UNKNOWN_MEASURE', {
    what: `there is no measure ${word.text}`,
    why: `the measures are ${known.join(', ')}`,
    fix:
      nearest !== undefined
        ? `write ${nearest}`
        : `begin with one of these, as in: ${measures.map(({ examples }) => examples[0]).join('; ')}`,
  })
}

function readArgument(tokens: Tokens, measure: Measure): string | undefined {
  const allowed = measure.arguments
  const named = tokens.takeArgument()
  if (named === undefined && allowed === undefined) return undefined
  if (named !== undefined && allowed?.includes(named.text)) return named.text
  const choice = allowed?.map((argument) => `${measure.name}(${argument})`).join(' or ')
  throw tokens.expected(named ?? tokens.next, choice ?? `${measure.name} without parentheses`)
}

const units: Readonly<Record<string, { readonly unit: Unit; readonly factor: number }>> = {
  '': { unit: 'count', factor: 1 },
  '%': { unit: '%', factor: 1 },
  ms: { unit: 'ms', factor: 1 },
  s: { unit: 'ms', factor: 1_000 },
  m: { unit: 'ms', factor: 60_000 },
}

function readLimit(tokens: Tokens, measure: Measure): Limit {
  const token = tokens.next
  const isBound = token.kind === 'word' && token.text === 'bound'
  if (isBound && measure.limits.includes('bound')) {
    tokens.take('word', 'bound')
    return { kind: 'bound' }
  }
  if (token.kind !== 'number') throw tokens.expected(token, `a limit: ${limitsOf(measure)}`)
  tokens.take('number', 'a limit')
  const unit = units[token.unit.toLowerCase()]
  if (unit === undefined || !measure.limits.includes(unit.unit)) {
    throw tokens.wrong(token, 'OBJECTIVE_WRONG_LIMIT', {
      what: `${token.text} is no limit of ${measure.name}`,
      why: `its limit is ${limitsOf(measure)}`,
      fix: `write it as in: ${measure.examples[0]}`,
    })
  }
  const value = token.value * unit.factor
  if (unit.unit === '%' && value > 100 && !measure.mayExceedAll)
    throw tokens.expected(token, 'at most 100%')
  return { kind: 'number', value, unit: unit.unit }
}

/** Announces a warning level. */
const warnWord = 'warn'

/** `warn 99.9%` behind `>= 99.5%`: stricter than the limit, or nothing could ever warn. */
function readWarn(
  tokens: Tokens,
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
  if (limit.kind !== 'number' || operator === '=') {
    throw wrong('this objective has no warning level', 'its limit is met, or it is not')
  }
  const level = readLimit(tokens, measure)
  if (level.kind !== 'number' || level.unit !== limit.unit) {
    throw wrong(`${token.text} is no level of this limit`, `the limit is in ${limit.unit}`)
  }
  const isAtLeast = operator === '>' || operator === '>='
  if (isAtLeast ? level.value <= limit.value : level.value >= limit.value) {
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
  return limits.map((limit) => texts[limit]).join(' or ')
}

/** Begins a part of the load. */
const partWord = 'for'

const phaseTexts: Readonly<Record<string, Phase>> = {
  'before fault': 'before',
  'during fault': 'during',
  'during recovery': 'recovery',
  'after fault': 'after',
}

function readPhase(tokens: Tokens, measure: Measure): Phase | undefined {
  const first = tokens.next
  if (first.kind !== 'word' || first.text === partWord) return undefined
  if (!measure.isOfRequests) {
    throw tokens.wrong(first, 'OBJECTIVE_WRONG_PHASE', {
      what: `${measure.name} has no phase`,
      why: 'it is measured over faults as a whole',
      fix: `leave out "${first.text}": ${measure.examples[0]}`,
    })
  }
  tokens.take('word', 'a phase')
  const second = tokens.take('word', 'fault')
  const phase = phaseTexts[`${first.text} ${second.text}`]
  if (phase !== undefined) return phase
  throw tokens.wrong(first, 'OBJECTIVE_WRONG_PHASE', {
    what: `there is no phase "${first.text} ${second.text}"`,
    why: `the phases are ${Object.keys(phaseTexts).join(', ')}`,
    fix: 'end with one of these, or with none for the whole load',
  })
}

/** `for population batch for zone westeurope-2`: requests that are of both. */
function readParts(tokens: Tokens, measure: Measure, argument: string | undefined): Part[] {
  const parts: Part[] = []
  while (tokens.next.text === partWord) {
    const first = tokens.take('word', partWord)
    if (!measure.isOfRequests || argument === 'config') {
      throw tokens.wrong(first, 'OBJECTIVE_WRONG_PART', {
        what: `${argument === undefined ? measure.name : `${measure.name}(${argument})`} has no parts`,
        why: 'it is no measure of requests, which are of a population, an operation or a zone',
        fix: `leave out what begins with "${partWord}": ${measure.examples[0]}`,
      })
    }
    const named = tokens.take('word', `one of ${dimensions.join(', ')}`)
    const dimension = dimensions.find((name) => name === named.text)
    if (dimension === undefined) throw tokens.expected(named, `one of ${dimensions.join(', ')}`)
    const { text } = tokens.take('word', `the name of the ${dimension}`)
    parts.push({ dimension, name: text })
  }
  if (measure.needsPart && parts.length === 0) {
    throw tokens.expected(tokens.next, `"${partWord}" and a part: ${measure.examples[0]}`)
  }
  return parts
}

/** The tokens of one line, taken from left to right. */
class Tokens {
  readonly #text: string
  readonly #tokens: Token[]

  constructor(text: string) {
    this.#text = text
    this.#tokens = tokensOf(text)
  }

  get next(): Token {
    return this.#tokens[0] ?? { kind: 'end', column: this.#text.length + 1, text: '' }
  }

  take<Kind extends Token['kind']>(kind: Kind, expected: string): Extract<Token, { kind: Kind }> {
    const token = this.next
    if (!isOf(token, kind)) throw this.expected(token, expected)
    this.#tokens.shift()
    return token
  }

  /** The word of `(word)`, or undefined when no parenthesis stands here. */
  takeArgument(): Token | undefined {
    if (!this.#isNext('(')) return undefined
    this.take('mark', '(')
    const word = this.take('word', 'a name')
    if (!this.#isNext(')')) throw this.expected(this.next, ')')
    this.take('mark', ')')
    return word
  }

  #isNext(mark: '(' | ')'): boolean {
    return this.next.text === mark
  }

  expected(token: Token, expected: string): GatedrillError {
    const found = token.kind === 'end' ? 'the line ends here' : `found "${token.text}"`
    return this.wrong(token, 'OBJECTIVE_SYNTAX', {
      what: `${found}, expected ${expected}`,
      why: 'an objective reads: measure, operator, limit, and perhaps a phase and a part of the load',
      fix: 'write it as in: p99(latency) < 250ms during fault',
    })
  }

  wrong(
    { column }: Token,
    code: ReportErrorCode,
    rest: { readonly what: string; readonly why: string; readonly fix: string },
  ): GatedrillError {
    return reportError({ code, where: `"${this.#text}" column ${column}`, ...rest })
  }
}

function isOf<Kind extends Token['kind']>(
  token: Token,
  kind: Kind,
): token is Extract<Token, { kind: Kind }> {
  return token.kind === kind
}
