import { z } from 'zod'
import type { TokenKeys } from '../../jwt/verify-token.ts'
import type { Exchange } from '../../pipeline/exchange.ts'
import { flag, flagText, wholeNumberText } from '../attributes.ts'
import { childNamed, childrenNamed } from '../children.ts'
import { definePolicy, type PolicyLoad } from '../define-policy.ts'
import { compileClaimRules } from '../token/claim-rules.ts'
import { compileTokenCheck, tokenCheckAttributes } from '../token/token-check.ts'
import { decryptionKeys, signingKeys } from '../token/token-keys.ts'
import {
  compileTokenSource,
  tokenSourceAttributes,
  tokenSourceNames,
} from '../token/token-source.ts'

const attributes = z
  .strictObject({
    ...tokenSourceAttributes,
    ...tokenCheckAttributes,
    'require-expiration-time': flagText.default('true'),
    'require-scheme': z.string().optional(),
    'require-signed-tokens': flagText.default('true'),
    'clock-skew': wholeNumberText.default('0'),
  })
  .refine((given) => tokenSourceNames.filter((name) => Object.hasOwn(given, name)).length === 1, {
    error: 'it takes one of header-name, query-parameter-name and token-value',
  })

type Attributes = z.output<typeof attributes>

/** Admits requests with a token that one of the named issuers signed. Source: APIM, validate-jwt. */
export const validateJwt = definePolicy({
  name: 'validate-jwt',
  sections: ['inbound'],
  example:
    '<validate-jwt header-name="Authorization" require-scheme="Bearer"><openid-config url="https://login.example.com/.well-known/openid-configuration" /><audiences><audience>orders</audience></audiences><required-claims><claim name="roles" match="any"><value>orders.read</value></claim></required-claims></validate-jwt>',
  attributes,
  compile(given, load) {
    const tokenOf = compileTokenSource(given, given['require-scheme'], load)
    const needsExpiration = load.condition(given['require-expiration-time'])
    const skewOf = load.number(given['clock-skew'])
    const rules = compileClaimRules({ needsExpiration, skewOf }, load)
    return compileTokenCheck({ tokenOf, rules, keysOf: compileKeys(given, load) }, given, load)
  },
})

const configAttributes = z.strictObject({
  url: z.string().min(1),
  'validate-connectivity': flag.optional(),
})

function compileKeys(given: Attributes, load: PolicyLoad): (exchange: Exchange) => TokenKeys {
  const mustBeSigned = load.condition(given['require-signed-tokens'])
  const urls = childrenNamed(load.element, 'openid-config').flatMap((element) => {
    const read = load.attributesOf(element, configAttributes)
    return read === undefined ? [] : [load.text(read.url, element)]
  })
  const inline = signingKeys(load)
  const decryption = decryptionKeys(load)
  const hasKeys = urls.length > 0 || load.element.children.some(isSigningKeys)
  if (!hasKeys && given['require-signed-tokens'] !== 'false') {
    const fix = 'add openid-config or issuer-signing-keys'
    if (childNamed(load.element, 'decryption-keys') === undefined) {
      load.refuse('validate-jwt has no keys', fix)
    } else {
      // The service takes a document with decryption keys alone.
      load.advise('validate-jwt knows no key that signs', 'every token is refused', fix)
    }
  }
  return (exchange) => ({
    openId: load.openId,
    configurationUrls: urls.map((url) => url(exchange)),
    inline,
    decryption,
    mayBeUnsigned: !mustBeSigned(exchange),
  })
}

function isSigningKeys({ name, children }: PolicyLoad['element']): boolean {
  return name === 'issuer-signing-keys' && children.length > 0
}
