import { z } from 'zod'
import { problemOfClaims, problemOfLifetime } from '../../jwt/check-claims.ts'
import {
  type TokenKeys,
  type TokenProblem,
  type VerifiedToken,
  verifyToken,
} from '../../jwt/verify-token.ts'
import type { Exchange } from '../../pipeline/exchange.ts'
import { statusText } from '../attributes.ts'
import { type PolicyLoad, reject, type Step, type Stop } from '../define-policy.ts'
import { JwtView } from '../expressions/values/jwt.ts'
import type { CompiledRules } from './claim-rules.ts'
import { newVerifiedTokens } from './verified-tokens.ts'

/** What becomes of a token, in every policy that checks one. */
export const tokenCheckAttributes = {
  'failed-validation-httpcode': statusText.default('401'),
  'failed-validation-error-message': z.string().optional(),
  'output-token-variable-name': z.string().min(1).optional(),
}

type Given = z.output<z.ZodObject<typeof tokenCheckAttributes>>

export type TokenCheck = {
  readonly tokenOf: (exchange: Exchange) => string | undefined
  readonly keysOf: (exchange: Exchange) => TokenKeys
  readonly rules: CompiledRules
  /** What else may be wrong with a token; the same for all requests where rules are fixed. */
  readonly alsoCheck?: (token: VerifiedToken, exchange: Exchange) => TokenProblem | undefined
}

/**
 * Compiles the check of a token. A good signature is remembered, so that a caller's next request
 * costs no cryptography; its lifetime is checked each time, and its claims where rules may change.
 */
export function compileTokenCheck(check: TokenCheck, given: Given, load: PolicyLoad): Step {
  const { tokenOf, keysOf, alsoCheck } = check
  const { rulesOf, areFixed } = check.rules
  const refuse = compileRefusal(given, load)
  const variable = given['output-token-variable-name']
  const verifiedTokens = newVerifiedTokens()
  /** Those whose claims are good; rules that are the same for all requests stay good. */
  const passed = new WeakSet<VerifiedToken>()

  function problemOf(exchange: Exchange, token: VerifiedToken): TokenProblem | undefined {
    const rules = rulesOf(exchange)
    const nowS = exchange.unixMs() / 1_000
    if (passed.has(token)) return problemOfLifetime(token, rules, nowS)
    return problemOfClaims(token, rules, nowS) ?? alsoCheck?.(token, exchange)
  }

  function decide(
    exchange: Exchange,
    given: string,
    result: VerifiedToken | TokenProblem,
    isNew: boolean,
  ): Stop | undefined {
    if (!('claims' in result)) return refuse(exchange, result)
    const problem = problemOf(exchange, result)
    if (problem !== undefined) return refuse(exchange, problem)
    if (isNew) verifiedTokens.set(given, result)
    if (isNew && areFixed) passed.add(result)
    if (variable !== undefined) {
      exchange.variables.set(variable, new JwtView(result.header, result.claims))
    }
    return undefined
  }

  return (exchange) => {
    const token = tokenOf(exchange)
    if (token === undefined) return refuse(exchange, notPresent)
    const known = verifiedTokens.get(token)
    if (known !== undefined) return decide(exchange, token, known, false)
    return verifyToken(token, keysOf(exchange)).then((result) =>
      decide(exchange, token, result, true),
    )
  }
}

const notPresent: TokenProblem = { reason: 'TokenNotPresent', message: 'JWT not present.' }

function compileRefusal(given: Given, load: PolicyLoad) {
  const statusOf = load.number(given['failed-validation-httpcode'])
  const message = given['failed-validation-error-message']
  const messageOf = message === undefined ? undefined : load.text(message)
  return (exchange: Exchange, problem: TokenProblem): Stop => {
    const told = messageOf?.(exchange) ?? problem.message
    return reject(statusOf(exchange), problem.reason, problem.message, {}, told)
  }
}
