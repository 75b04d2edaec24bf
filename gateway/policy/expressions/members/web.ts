import { raise } from '../error.ts'
import { htmlDecoded, htmlEncoded } from '../runtime/html.ts'
import { canonicalUri } from '../runtime/url.ts'
import type { Value } from '../value.ts'
import { NetUri } from '../values/guid.ts'
import { defineType } from './define.ts'
import { objectKind } from './kind.ts'
import { any, bool, enumKind, int, out, text, textOrNull, texts } from './kinds.ts'

const uri = objectKind(NetUri, 'Uri')
const uriPart = enumKind('UriPartial')

/** `new Uri(text)`; relative ones need a base. */
export const uriType = defineType('Uri', uri)
  .property('AbsolutePath', text, ({ parsed }) => parsed.pathname)
  .property('AbsoluteUri', text, ({ parsed }) => parsed.href)
  .property('Authority', text, ({ parsed }) => parsed.host)
  .property('Fragment', text, ({ parsed }) => parsed.hash)
  .property('Host', text, ({ parsed }) => parsed.hostname)
  .property('IsAbsoluteUri', bool, () => true)
  .property('IsDefaultPort', bool, ({ parsed }) => parsed.port === '')
  .property('LocalPath', text, ({ parsed }) => unescaped(parsed.pathname))
  .property('OriginalString', text, (self) => self.text)
  .property('PathAndQuery', text, ({ parsed }) => parsed.pathname + parsed.search)
  .property('Port', int, ({ parsed }) => portOf(parsed))
  .property('Query', text, ({ parsed }) => parsed.search)
  .property('Scheme', text, ({ parsed }) => parsed.protocol.slice(0, -1))
  .property('Segments', texts, ({ parsed }) => parsed.pathname.match(/[^/]*\/|[^/]+$/g) ?? [])
  .property('UserInfo', text, ({ parsed }) => parsed.username)
  .method('ToString', [], text, ({ parsed }) => canonicalUri(parsed))
  .method('GetLeftPart', [uriPart], text, ({ parsed }, [part]) => leftPart(parsed, part))
  .method('IsBaseOf', [uri], bool, ({ parsed }, [other]) =>
    other.parsed.href.startsWith(parsed.href.replace(/[^/]*$/, '')),
  )
  .create([text], ([value]) => uriOf(value))
  .create([text, any], ([value]) => uriOf(value))
  .create([uri, text], ([base, relative]) => uriOf(relative, base.parsed.href))
  .static('EscapeDataString', [text], text, ([value]) => escapeData(value))
  .static('UnescapeDataString', [text], text, ([value]) => unescaped(value))
  .static('EscapeUriString', [text], text, ([value]) => encodeURI(value))
  .static('IsWellFormedUriString', [textOrNull, any], bool, ([value]) => URL.canParse(value ?? ''))
  .static('TryCreate', [textOrNull, any, out], bool, ([value, , set]) => {
    const parsed = URL.parse(value ?? '')
    set(parsed === null ? null : new NetUri(value ?? '', parsed))
    return parsed !== null
  })

/** UriPartial: scheme, then host, then path, then query. */
function leftPart(parsed: URL, part: number): string {
  const host = `${parsed.protocol}//${parsed.host}`
  if (part === 0) return `${parsed.protocol}//`
  if (part === 1) return host
  return host + parsed.pathname + (part === 3 ? parsed.search : '')
}

function uriOf(value: string, base?: string): NetUri {
  const parsed = URL.parse(value, base)
  if (parsed === null) {
    raise('UriFormatException', 'Invalid URI: The format of the URI could not be determined.')
  }
  return new NetUri(base === undefined ? value : parsed.href, parsed)
}

const standardPorts: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443, 'ftp:': 21 }

function portOf({ port, protocol }: URL): number {
  return port === '' ? (standardPorts[protocol] ?? -1) : Number(port)
}

/** RFC 3986: everything but letters, digits and `-_.~`. */
function escapeData(value: string): string {
  // A half of a surrogate pair has no code of its own; .NET writes the replacement character.
  return encodeURIComponent(value.toWellFormed()).replace(
    /[!'()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

/** Escapes that are no UTF-8 stay as they are. */
function unescaped(value: string): string {
  return value.replace(/(?:%[0-9a-fA-F]{2})+/g, (run) => {
    try {
      return decodeURIComponent(run)
    } catch {
      return run
    }
  })
}

/** `System.Net.WebUtility` and `System.Web.HttpUtility`: spaces are `+`, hex digits differ. */
function webTable(name: string, isUpper: boolean) {
  return defineType<Value>(name, undefined)
    .static('UrlEncode', [textOrNull], textOrNull, ([value]) =>
      value === undefined ? undefined : formEncoded(value, isUpper),
    )
    .static('UrlDecode', [textOrNull], textOrNull, ([value]) =>
      value === undefined ? undefined : unescaped(value.replaceAll('+', ' ')),
    )
    .static('HtmlEncode', [textOrNull], textOrNull, ([value]) =>
      value === undefined ? undefined : htmlEncoded(value),
    )
    .static('HtmlDecode', [textOrNull], textOrNull, ([value]) =>
      value === undefined ? undefined : htmlDecoded(value),
    )
}

export const webUtilityType = webTable('WebUtility', true)
export const httpUtilityType = webTable('HttpUtility', false)

/** Also leaves `!()*` alone, as .NET does. */
function formEncoded(value: string, isUpper: boolean): string {
  const encoded = encodeURIComponent(value.toWellFormed())
    .replaceAll('%20', '+')
    .replace(/['~]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`)
  return isUpper ? encoded : encoded.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())
}
