import { GatedrillError, type Problem } from '../../ledger/errors.ts'
import { nearestOf } from '../../scenarios/nearest.ts'
import { reportError } from '../errors.ts'
import { dimensions, type Part } from '../parts.ts'
import type { Phase } from '../phases.ts'
import type { Measure, Objective, Window } from './objective.ts'
import { readLimit, readWarn, valueIn } from './parse-limit.ts'
import { measures } from './registry.ts'
import { TokenLine } from './token-line.ts'
import type { Token } from './tokens.ts'

/**
 * Reads one objective: `measure operator limit [warn limit] [phase] [for part] [weight number]`, as
 * in `p99(latency) < 250ms during fault for population europe`.
 * Throws a GatedrillError whose `where` names the column.
 */
export function parseObjective(text: string): Objective {
  const tokens = new TokenLine(text)
  const { measure, ...named } = readMeasure(tokens)
  const operator = tokens.take('operator', 'an operator: < <= > >= =')
  if (!measure.operators.includes(operator.operator)) {
    throw tokens.wrong(operator, 'OBJECTIVE_WRONG_OPERATOR', {
      what: `${measure.name} cannot be held with ${operator.text}`,
      why: `it can be held with ${measure.operators.join(' ')}`,
      fix: `write it as in: ${measure.examples[0]}`,
    })
  }
  const limit = readLimit(tokens, measure, operator.operator)
  const warn = readWarn(tokens, measure, operator.operator, limit)
  const phase = readPhase(tokens, measure)
  const parts = readParts(tokens, measure, named.argument)
  const weight = readWeight(tokens, measure)
  tokens.take('end', 'the end of the line')
  return {
    text,
    measure: measure.name,
    ...named,
    operator: operator.operator,
    limit,
    ...(warn === undefined ? {} : { warn }),
    ...(phase === undefined ? {} : { phase }),
    ...(parts.length === 0 ? {} : { parts }),
    ...(weight === undefined ? {} : { weight }),
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
  checkScore(objectives)
  return objectives
}

/** A score of nothing is none. */
function checkScore(objectives: readonly Objective[]): void {
  const isScore = ({ measure }: Objective) =>
    measures.some(({ name, isOfOthers }) => name === measure && isOfOthers === true)
  const index = objectives.findIndex(isScore)
  if (index < 0 || objectives.some(({ weight }) => weight !== undefined)) return
  throw reportError({
    code: 'OBJECTIVE_WRONG_WEIGHT',
    where: `objectives[${index}] "${objectives[index]?.text}"`,
    what: 'no objective has a weight',
    why: 'the score is the weight of those that hold, of the weight of all that have one',
    fix: 'give weights to those that it is made of: availability >= 99.9% weight 3',
  })
}

type Named = Pick<Objective, 'argument' | 'quantile' | 'targetPercent' | 'window'>

function readMeasure(tokens: TokenLine): Named & { readonly measure: Measure } {
  const word = tokens.take('word', 'a measure')
  const quantile = /^p(\d{1,2}(?:\.\d+)?)$/i.exec(word.text)?.[1]
  if (quantile !== undefined) {
    const share = Number(quantile) / 100
    if (share === 0) throw tokens.expected(word, 'a quantile above p0')
    const named = takeName(tokens)
    const measure = measures.find(({ name, hasQuantile }) => hasQuantile && name === named?.text)
    if (measure === undefined || named === undefined) {
      throw tokens.expected(named ?? word, `a measure that has quantiles: ${word.text}(latency)`)
    }
    // Through the decimal text: 99.9 / 100 is not 0.999 in binary.
    return { measure, quantile: Number(`${quantile}e-2`) }
  }
  const measure = measures.find(({ name, hasQuantile }) => !hasQuantile && name === word.text)
  if (measure === undefined) throw unknownMeasure(tokens, word)
  if (measure.ofBudget !== undefined) return { measure, ...readBudget(tokens, measure) }
  const argument = readArgument(tokens, measure)
  return argument === undefined ? { measure } : { measure, argument }
}

/** The word of `(word)`, or undefined when no parenthesis stands here. */
function takeName(tokens: TokenLine): Token | undefined {
  if (!tokens.isNext('(')) return undefined
  tokens.takeMark('(')
  const word = tokens.take('word', 'a name')
  tokens.takeMark(')')
  return word
}

/** `(99.9%)`, and of a rate `(99.9%, 1h of 28d)`. */
function readBudget(tokens: TokenLine, measure: Measure): Named {
  const form = `${measure.examples[0]}`
  if (!tokens.isNext('(')) throw tokens.expected(tokens.next, `a target in parentheses: ${form}`)
  tokens.takeMark('(')
  const target = tokens.take('number', `a target, as in: ${form}`)
  if (target.unit !== '%' || target.value <= 0 || target.value >= 100) {
    throw tokens.expected(target, 'a target above 0% and below 100%: only that leaves a budget')
  }
  const window = measure.ofBudget === 'rate' ? readWindow(tokens, form) : undefined
  tokens.takeMark(')')
  return { targetPercent: target.value, ...(window === undefined ? {} : { window }) }
}

/** `, 5s` of the run, or `, 1h of 28d`, which is scaled to it. */
function readWindow(tokens: TokenLine, form: string): Window {
  tokens.takeMark(',')
  const lookBackMs = takeTimeMs(tokens, form)
  if (tokens.next.text !== 'of') return { lookBackMs }
  tokens.take('word', 'of')
  const whole = tokens.next
  const ofMs = takeTimeMs(tokens, form)
  if (ofMs <= lookBackMs) throw tokens.expected(whole, 'a time that the first one is a part of')
  return { lookBackMs, ofMs }
}

function takeTimeMs(tokens: TokenLine, form: string): number {
  const token = tokens.take('number', `a time, as in: ${form}`)
  const read = valueIn(token)
  if (read?.unit !== 'ms' || read.value === 0) throw tokens.expected(token, `a time: ${form}`)
  return read.value
}

function unknownMeasure(tokens: TokenLine, word: Token): GatedrillError {
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

function readArgument(tokens: TokenLine, measure: Measure): string | undefined {
  const allowed = measure.arguments
  const named = takeName(tokens)
  if (named === undefined && allowed === undefined) return undefined
  if (named !== undefined && allowed?.includes(named.text)) return named.text
  const choice = allowed?.map((argument) => `${measure.name}(${argument})`).join(' or ')
  throw tokens.expected(named ?? tokens.next, choice ?? `${measure.name} without parentheses`)
}

/** Begins a part of the load. */
const partWord = 'for'

const phaseTexts: Readonly<Record<string, Phase>> = {
  'before fault': 'before',
  'during fault': 'during',
  'during recovery': 'recovery',
  'after fault': 'after',
}

function readPhase(tokens: TokenLine, measure: Measure): Phase | undefined {
  const first = tokens.next
  if (first.kind !== 'word' || [partWord, weightWord].includes(first.text)) return undefined
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
function readParts(tokens: TokenLine, measure: Measure, argument: string | undefined): Part[] {
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

/** Tells how much an objective counts in the score. */
const weightWord = 'weight'

function readWeight(tokens: TokenLine, measure: Measure): number | undefined {
  const word = tokens.next
  if (word.text !== weightWord) return undefined
  tokens.take('word', weightWord)
  const token = tokens.take('number', 'a weight: weight 3')
  const wrong = (what: string, why: string) =>
    tokens.wrong(token, 'OBJECTIVE_WRONG_WEIGHT', {
      what,
      why,
      fix: 'write it as in: availability >= 99.9% weight 3',
    })
  if (token.unit !== '' || token.value === 0) {
    throw wrong(`${token.text} is no weight`, 'a weight is a number above 0, without a unit')
  }
  if (measure.isOfOthers === true) {
    throw wrong(`${measure.name} has no weight`, 'it is made of the objectives that have one')
  }
  return token.value
}
