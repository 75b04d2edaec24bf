import type { Exchange } from '../../pipeline/exchange.ts'
import { spendItems, spendStep } from '../expressions/budget.ts'
import { propertyOf } from '../expressions/members/lookup.ts'
import { dateText } from '../expressions/runtime/date-format.ts'
import { toText } from '../expressions/runtime/text.ts'
import { urlText } from '../expressions/runtime/url.ts'
import { NetObject, type Value } from '../expressions/value.ts'
import { NetPair, NetSequence } from '../expressions/values/collection.ts'
import { decimalText, NetDecimal } from '../expressions/values/decimal.ts'
import {
  ContextView,
  HeadersView,
  MapView,
  QueryView,
  RequestView,
  ResponseView,
  UrlView,
} from '../expressions/values/exchange.ts'
import { JArray, JObject, JProperty, JValue } from '../expressions/values/json.ts'
import { NetNumber } from '../expressions/values/number.ts'
import { NetDateTime } from '../expressions/values/time.ts'
import { viewOf } from './view.ts'

/** A DateTime: prints as .NET does, compares by its instant. */
export class LiquidDate {
  readonly #date: NetDateTime

  constructor(date: NetDateTime) {
    this.#date = date
  }

  static dateOf(value: LiquidDate): NetDateTime {
    return value.#date
  }

  toString(): string {
    return dateText(this.#date, '')
  }

  valueOf(): number {
    return Number(this.#date.ticks)
  }
}

/** A value of an expression as templates have it: texts, numbers, arrays, and views of the rest. */
export function liquidValue(value: Value | undefined, exchange: Exchange): unknown {
  if (value === undefined) return undefined
  if (typeof value === 'bigint')
    return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
  if (value instanceof JValue) return liquidValue(value.value, exchange)
  if (value instanceof JProperty) return liquidValue(value.value, exchange)
  if (!(value instanceof NetObject)) return value
  spendStep()
  if (value instanceof NetNumber) return value.value
  if (value instanceof NetDecimal) return Number(decimalText(value))
  if (value instanceof NetDateTime) return new LiquidDate(value)
  if (value instanceof JArray) return listOf(value.items, exchange)
  if (value instanceof NetSequence) return listOf([...value.items], exchange)
  if (value instanceof JObject) return jsonView(value, exchange)
  return netView(value, exchange)
}

function listOf(items: readonly Value[], exchange: Exchange): unknown[] {
  spendItems(items.length)
  return items.map((item) => liquidValue(item, exchange))
}

function jsonView(token: JObject, exchange: Exchange): object {
  return viewOf({
    get: (name) => liquidValue(token.properties.get(name)?.value, exchange),
    *pairs() {
      for (const { name, value } of token.properties.values()) {
        yield [name, liquidValue(value, exchange)]
      }
    },
    toText: () => toText(token),
  })
}

function netView(value: NetObject, exchange: Exchange): object {
  if (value instanceof HeadersView) {
    const pairs = () => value.headers.entries()
    return mapView((name) => value.headers.get(name), pairs)
  }
  if (value instanceof QueryView)
    return mapView(
      (name) => value.query.get(name),
      () => value.query,
    )
  if (value instanceof MapView) {
    return viewOf({
      get: (name) => liquidValue(value.map.get(name), exchange),
      *pairs() {
        for (const [name, held] of value.map) yield [name, liquidValue(held, exchange)]
      },
      toText: () => '',
    })
  }
  return viewOf({
    get: (name) =>
      moreOf(value, name) ??
      liquidValue(
        propertyOf(value.netType, name)?.run(value, [], { exchange, types: [] }),
        exchange,
      ),
    toText: () => (value instanceof ContextView || value instanceof NetPair ? '' : toText(value)),
  })
}

function mapView(
  get: (name: string) => readonly string[] | undefined,
  pairs: () => Iterable<readonly [string, readonly string[]]>,
): object {
  return viewOf({ get, pairs, toText: () => '' })
}

/** What templates have beside the members of expressions. Source: APIM, set-body policy. */
function moreOf(value: NetObject, name: string): unknown {
  if (value instanceof RequestView) {
    if (name === 'HasBody') return value.request.body.kind !== 'empty'
    if (name === 'OriginalMethod') return value.request.method
    if (name === 'ClientCertificates') return []
  }
  if (value instanceof UrlView && (name === 'ToUri' || name === 'ToString')) {
    return urlText(value.url)
  }
  // Bodies are bound to `body`, and have no members of their own here.
  const isMessage = value instanceof RequestView || value instanceof ResponseView
  return isMessage && name === 'Body' ? null : undefined
}
