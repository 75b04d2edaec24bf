import ipaddr from 'ipaddr.js'
import { z } from 'zod'
import { isExpression, wordText } from '../attributes.ts'
import { childrenNamed } from '../children.ts'
import { definePolicy, type PolicyLoad, reject, type Text } from '../define-policy.ts'

/** Allows only the listed caller addresses, or forbids them. Source: APIM, ip-filter. */
export const ipFilter = definePolicy({
  name: 'ip-filter',
  sections: ['inbound'],
  example:
    '<ip-filter action="allow"><address>13.66.201.169</address><address-range from="13.66.140.128" to="13.66.140.143" /></ip-filter>',
  attributes: z.strictObject({ action: wordText('allow', 'forbid') }),
  compile({ action }, load) {
    const actionOf = load.text(action)
    const ranges = [...compileAddresses(load), ...compileRanges(load)]
    return (exchange) => {
      const { ipAddress } = exchange.request
      const caller = numberOf(ipAddress)
      if (caller === undefined) {
        const message = 'Failed to establish IP address for the caller. Access denied.'
        return reject(403, 'FailedToParseCallerIP', message, {}, 'Forbidden')
      }
      const isListed = ranges.some(([from, to]) => isWithin(caller, from(exchange), to(exchange)))
      const allows = actionOf(exchange) === 'allow'
      if (isListed === allows) return undefined
      return allows
        ? reject(403, 'CallerIpNotAllowed', notAllowed(ipAddress), {}, 'Forbidden')
        : reject(
            403,
            'CallerIpBlocked',
            'Caller IP address is blocked. Access denied.',
            {},
            'Forbidden',
          )
    }
  },
})

type Range = readonly [from: Text, to: Text]

const rangeAttributes = z.strictObject({ from: z.string().min(1), to: z.string().min(1) })

function compileAddresses(load: PolicyLoad): Range[] {
  return childrenNamed(load.element, 'address').map((element) => {
    const text = element.text.trim()
    checkLiteral(text, load)
    const address = load.text(text, element)
    return [address, address]
  })
}

function compileRanges(load: PolicyLoad): Range[] {
  return childrenNamed(load.element, 'address-range').flatMap((element): Range[] => {
    const read = load.attributesOf(element, rangeAttributes)
    if (read === undefined) return []
    checkLiteral(read.from, load)
    checkLiteral(read.to, load)
    return [[load.text(read.from, element), load.text(read.to, element)]]
  })
}

/** A named value without a value here was said before, and is an address that nobody has. */
function checkLiteral(text: string, load: PolicyLoad): void {
  if (isExpression(text) || text.includes('{{') || numberOf(text.trim()) !== undefined) return
  load.warn(`${JSON.stringify(text)} is no IP address`, 'write an IPv4 or IPv6 address')
}

function notAllowed(ipAddress: string): string {
  return `Caller IP address ${ipAddress} is not allowed. Access denied.`
}

type Address = { readonly kind: string; readonly bytes: readonly number[] }

function numberOf(text: string): Address | undefined {
  // The library's own check takes `10.0.0` for 10.0.0.0, as inet_aton does.
  if (!ipaddr.IPv4.isValidFourPartDecimal(text) && !ipaddr.IPv6.isValid(text)) return undefined
  const address = ipaddr.process(text)
  return { kind: address.kind(), bytes: address.toByteArray() }
}

function isWithin(caller: Address, from: string, to: string): boolean {
  const [low, high] = [numberOf(from.trim()), numberOf(to.trim())]
  if (low === undefined || high === undefined) return false
  if (low.kind !== caller.kind || high.kind !== caller.kind) return false
  return compare(low.bytes, caller.bytes) <= 0 && compare(caller.bytes, high.bytes) <= 0
}

function compare(left: readonly number[], right: readonly number[]): number {
  for (const [index, byte] of left.entries()) {
    const difference = byte - (right[index] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}
