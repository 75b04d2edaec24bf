import type { CryptoKey } from 'jose'
import { LRUCache } from 'lru-cache'
import { z } from 'zod'
import {
  type ClaimRules,
  problemOfClaims,
  problemOfLifetime,
  type RequiredClaim,
} from '../../jwt/check-claims.ts'
import {
  type TokenKeys,
  type TokenProblem,
  type VerifiedToken,
  verifyToken,
} from '../../jwt/verify-token.ts'
import type { Exchange } from '../../pipeline/exchange.ts'
import { flagText, wholeNumberText } from '../attributes.ts'
import { childNamed, childrenNamed } from '../children.ts'
import { definePolicy, type PolicyLoad, reject, type Stop, type Text } from '../define-policy.ts'
import { JwtView } from '../expressions/values/jwt.ts'
import { areLiteral } from '../literals.ts'
import type { XmlElement } from '../xml/element.ts'

const attributes = z
  .strictObject({
    'header-name': z.string().optional(),
    'query-parameter-name': z.string().optional(),
    'token-value': z.string().optional(),
    'failed-validation-httpcode': wholeNumberText.default('401'),
    'failed-validation-error-message': z.string().optional(),
    'require-expiration-time': flagText.default('true'),
    'require-scheme': z.string().optional(),
    'require-signed-tokens': flagText.default('true'),
    'clock-skew': wholeNumberText.default('0'),
    'output-token-variable-name': z.string().optional(),
  })
  .refine(
    (given) =>
      ['header-name', 'query-parameter-name', 'token-value'].filter((name) =>
        Object.hasOwn(given, name),
      ).length === 1,
    { error: 'it takes one of header-name, query-parameter-name and token-value' },
  )

type Attributes = z.output<typeof attributes>

// A caller keeps its token for an hour or so; this is enough for as many callers at once.
const verifiedTokensMax = 10_000

/**
 * Admits requests with a token that one of the named issuers signed. A good signature is
 * remembered, so that a caller's next request costs no cryptography; lifetime and claims are
 * checked each time. Source: APIM, validate-jwt.
 */
export const validateJwt = definePolicy({
  name: 'validate-jwt',
  sections: ['inbound'],
  example:
    '<validate-jwt header-name="Authorization" require-scheme="Bearer"><openid-config url="https://login.example.com/.well-known/openid-configuration" /><audiences><audience>orders</audience></audiences><required-claims><claim name="roles" match="any"><value>orders.read</value></claim></required-claims></validate-jwt>',
  attributes,
  compile(given, load) {
    const tokenOf = compileTokenSource(given, load)
    const { rulesOf, areFixed } = compileRules(given, load)
    const keysOf = compileKeys(given, load)
    const refuse = compileRefusal(given, load)
    const variable = given['output-token-variable-name']
    const verifiedTokens = new LRUCache<string, VerifiedToken>({ max: verifiedTokensMax })
    /** Those whose claims are good; rules that are the same for all requests stay good. */
    const passed = new WeakSet<VerifiedToken>()

    function decide(
      exchange: Exchange,
      result: VerifiedToken | TokenProblem,
      isNew: boolean,
    ): Stop | undefined {
      if (!('claims' in result)) return refuse(exchange, result)
      const rules = rulesOf(exchange)
      const nowS = exchange.unixMs() / 1_000
      const problem = passed.has(result)
        ? problemOfLifetime(result, rules, nowS)
        : problemOfClaims(result, rules, nowS)
      if (problem !== undefined) return refuse(exchange, problem)
      if (isNew) verifiedTokens.set(result.token, result)
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
      if (known !== undefined) return decide(exchange, known, false)
      return verifyToken(token, keysOf(exchange)).then((result) => decide(exchange, result, true))
    }
  },
})

const notPresent: TokenProblem = { reason: 'TokenNotPresent', message: 'JWT not present.' }

function compileRefusal(given: Attributes, load: PolicyLoad) {
  const statusOf = load.number(given['failed-validation-httpcode'])
  const message = given['failed-validation-error-message']
  const messageOf = message === undefined ? undefined : load.text(message)
  return (exchange: Exchange, problem: TokenProblem): Stop => {
    const told = messageOf?.(exchange) ?? problem.message
    return reject(statusOf(exchange), problem.reason, problem.message, {}, told)
  }
}

/** The token without its scheme; undefined when there is none, or it has another scheme. */
function compileTokenSource(
  given: Attributes,
  load: PolicyLoad,
): (exchange: Exchange) => string | undefined {
  const value = given['token-value']
  if (value !== undefined) return emptyToNothing(load.text(value))
  const parameter = given['query-parameter-name']
  if (parameter !== undefined) {
    return ({ request }) => request.url.query.get(parameter)?.[0] || undefined
  }
  const header = given['header-name'] ?? ''
  // Source: APIM, validate-jwt: the scheme of any other header is not looked at.
  const scheme =
    header.toLowerCase() === 'authorization' ? given['require-scheme']?.toLowerCase() : undefined
  return ({ request }) => {
    const text = request.headers.first(header)?.trim() ?? ''
    const space = text.indexOf(' ')
    const isOtherScheme = scheme !== undefined && text.slice(0, space).toLowerCase() !== scheme
    if (text === '' || isOtherScheme) return undefined
    return text.slice(space + 1).trim()
  }
}

function emptyToNothing(text: Text): (exchange: Exchange) => string | undefined {
  return (exchange) => text(exchange).trim() || undefined
}

type Rules = {
  readonly rulesOf: (exchange: Exchange) => ClaimRules
  /** No request changes them. */
  readonly areFixed: boolean
}

function compileRules(given: Attributes, load: PolicyLoad): Rules {
  const needsExpiration = load.condition(given['require-expiration-time'])
  const skewOf = load.number(given['clock-skew'])
  const audiences = textsIn('audiences', 'audience', load)
  const issuers = textsIn('issuers', 'issuer', load)
  const claims = childNamed(load.element, 'required-claims')?.children ?? []
  const required = claims.map((claim) => compileClaim(claim, load))
  const rulesOf = (exchange: Exchange) => ({
    audiences: audiences.map((text) => text(exchange)),
    issuers: issuers.map((text) => text(exchange)),
    required: required.map(({ claimOf }) => claimOf(exchange)),
    needsExpiration: needsExpiration(exchange),
    clockSkewS: skewOf(exchange),
  })
  const texts = [...audiences, ...issuers, ...required.flatMap(({ values }) => values)]
  if (!areLiteral([...texts, needsExpiration, skewOf])) return { rulesOf, areFixed: false }
  let fixed: ClaimRules | undefined
  return {
    rulesOf(exchange) {
      fixed ??= rulesOf(exchange)
      return fixed
    },
    areFixed: true,
  }
}

const claimAttributes = z.strictObject({
  name: z.string().min(1),
  match: z.enum(['all', 'any']).default('all'),
  separator: z.string().min(1).optional(),
})

type Claim = {
  readonly claimOf: (exchange: Exchange) => RequiredClaim
  readonly values: readonly Text[]
}

function compileClaim(element: XmlElement, load: PolicyLoad): Claim {
  const read = load.attributesOf(element, claimAttributes)
  const values = childrenNamed(element, 'value').map((value) => load.text(value.text.trim(), value))
  const claimOf = (exchange: Exchange) => ({
    name: read?.name ?? '',
    match: read?.match ?? 'all',
    separator: read?.separator,
    values: values.map((text) => text(exchange)),
  })
  return { claimOf, values }
}

function textsIn(list: string, item: string, load: PolicyLoad): readonly Text[] {
  const elements = childrenNamed(childNamed(load.element, list) ?? load.element, item)
  return elements.map((element) => load.text(element.text.trim(), element))
}

const configAttributes = z.strictObject({
  url: z.string().min(1),
  'validate-connectivity': z.string().optional(),
})

function compileKeys(given: Attributes, load: PolicyLoad): (exchange: Exchange) => TokenKeys {
  const mustBeSigned = load.condition(given['require-signed-tokens'])
  const urls = childrenNamed(load.element, 'openid-config').flatMap((element) => {
    const read = load.attributesOf(element, configAttributes)
    return read === undefined ? [] : [load.text(read.url, element)]
  })
  const inline = inlineKeys(load)
  if (childNamed(load.element, 'decryption-keys') !== undefined) {
    load.warn('validate-jwt decrypts tokens', 'leave decryption-keys out')
  } else if (urls.length + inline.length === 0 && given['require-signed-tokens'] !== 'false') {
    load.refuse('validate-jwt has no keys', 'add openid-config or issuer-signing-keys')
  }
  return (exchange) => ({
    openId: load.openId,
    configurationUrls: urls.map((url) => url(exchange)),
    inline,
    mayBeUnsigned: !mustBeSigned(exchange),
  })
}

/** Symmetric keys in base64; the service's certificates are not part of an artifact folder. */
function inlineKeys(load: PolicyLoad): readonly (Uint8Array | CryptoKey)[] {
  const keys = childNamed(load.element, 'issuer-signing-keys')?.children ?? []
  return keys.flatMap((key) => {
    const text = key.text.trim()
    if (text !== '') return [Buffer.from(text, 'base64')]
    load.warn('a signing key is not written as base64', 'use openid-config, or a base64 key', key)
    return []
  })
}
