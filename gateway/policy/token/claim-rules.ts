import { z } from 'zod'
import type { ClaimRules, RequiredClaim } from '../../jwt/check-claims.ts'
import type { Exchange } from '../../pipeline/exchange.ts'
import { wordText } from '../attributes.ts'
import { childNamed, childrenNamed } from '../children.ts'
import type { PolicyLoad, Text } from '../define-policy.ts'
import { areLiteral } from '../literals.ts'
import type { XmlElement } from '../xml/element.ts'

/** The rules for a token's claims, as they are for a request. */
export type CompiledRules = {
  readonly rulesOf: (exchange: Exchange) => ClaimRules
  /** No request changes them. */
  readonly areFixed: boolean
}

/** What the attributes of a policy say of the rules. */
export type RuleAttributes = {
  readonly needsExpiration: (exchange: Exchange) => boolean
  readonly skewOf: (exchange: Exchange) => number
  /** Absent: read from `<issuers>`. */
  readonly issuers?: readonly Text[]
  /** Accepted beside those of `<audiences>`. */
  readonly moreAudiences?: readonly Text[]
}

/** Compiles `<audiences>`, `<issuers>` and `<required-claims>`; fixed rules are made once. */
export function compileClaimRules(given: RuleAttributes, load: PolicyLoad): CompiledRules {
  const { needsExpiration, skewOf, moreAudiences = [] } = given
  const audiences = [...textsIn('audiences', 'audience', load), ...moreAudiences]
  const issuers = given.issuers ?? textsIn('issuers', 'issuer', load)
  const claims = childNamed(load.element, 'required-claims')?.children ?? []
  const required = claims.map((claim) => compileClaim(claim, load))
  const rulesOf = (exchange: Exchange) => ({
    audiences: audiences.map((text) => text(exchange)),
    issuers: issuers.map((text) => text(exchange)),
    required: required.map(({ claimOf }) => claimOf(exchange)),
    needsExpiration: needsExpiration(exchange),
    clockSkewS: skewOf(exchange),
  })
  const texts = [...audiences, ...issuers, ...required.flatMap((claim) => claim.texts)]
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

/** The texts of a list's items: `<audiences>` holds `<audience>`. */
export function textsIn(list: string, item: string, load: PolicyLoad): readonly Text[] {
  const elements = childrenNamed(childNamed(load.element, list) ?? load.element, item)
  return elements.map((element) => load.text(element.text.trim(), element))
}

const claimAttributes = z.strictObject({
  name: z.string().min(1),
  match: wordText('all', 'any').default('all'),
  separator: z.string().min(1).optional(),
})

type Claim = {
  readonly claimOf: (exchange: Exchange) => RequiredClaim
  readonly texts: readonly Text[]
}

function compileClaim(element: XmlElement, load: PolicyLoad): Claim {
  const read = load.attributesOf(element, claimAttributes)
  const values = childrenNamed(element, 'value').map((value) => load.text(value.text.trim(), value))
  const matchOf = load.text(read?.match ?? 'all', element)
  const claimOf = (exchange: Exchange): RequiredClaim => ({
    name: read?.name ?? '',
    match: matchOf(exchange) === 'any' ? 'any' : 'all',
    separator: read?.separator,
    values: values.map((text) => text(exchange)),
  })
  return { claimOf, texts: [matchOf, ...values] }
}
