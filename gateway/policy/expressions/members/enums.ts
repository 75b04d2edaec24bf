import type { Value } from '../value.ts'
import type { JTokenType } from '../values/json.ts'
import { NetEnum } from '../values/number.ts'
import { defineType, type TypeBuilder } from './define.ts'
import type { Kind } from './kind.ts'
import { enumKind } from './kinds.ts'

/** An enumeration's table: its names with their numbers. */
function defineEnum(name: string, values: Readonly<Record<string, number>>): TypeBuilder<unknown> {
  const kind: Kind<Value> = { name, accepts: () => true, from: (value) => value, to: (raw) => raw }
  const type = defineType<unknown>(name, undefined)
  for (const [member, value] of Object.entries(values)) {
    const one = new NetEnum(name, member, value)
    type.value(member, kind, () => one)
  }
  return type
}

function numbered(...names: readonly string[]): Readonly<Record<string, number>> {
  return Object.fromEntries(names.map((name, value) => [name, value]))
}

export const formatting = enumKind('Formatting')
export const regexOptions = enumKind('RegexOptions')
export const rounding = enumKind('MidpointRounding')
export const dateTimeKind = enumKind('DateTimeKind')

const tokenTypes = numbered(
  ...[
    'None',
    'Object',
    'Array',
    'Constructor',
    'Property',
    'Comment',
    'Integer',
    'Float',
    'String',
  ],
  ...['Boolean', 'Null', 'Undefined', 'Date', 'Raw', 'Bytes', 'Guid', 'Uri', 'TimeSpan'],
)
export const jTokenType: Kind<NetEnum> = {
  name: 'JTokenType',
  accepts: (value) => value instanceof NetEnum,
  from: () => tokenTypeOf('Null'),
  to: (raw) => raw,
}

export function tokenTypeOf(name: JTokenType): NetEnum {
  return new NetEnum('JTokenType', name, tokenTypes[name] ?? 0)
}

const days = numbered('Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday')
export const dayOfWeek = jsEnum('DayOfWeek', days)

/** A result that is a number here and an enumeration's value there. */
function jsEnum(name: string, values: Readonly<Record<string, number>>): Kind<number> {
  const names = Object.keys(values)
  return {
    ...enumKind(name),
    to: (raw) => new NetEnum(name, names[raw] ?? String(raw), raw),
  }
}

export const enums = [
  defineEnum('StringSplitOptions', { None: 0, RemoveEmptyEntries: 1, TrimEntries: 2 }),
  defineEnum('Formatting', numbered('None', 'Indented')),
  defineEnum('JTokenType', tokenTypes),
  defineEnum('DayOfWeek', days),
  defineEnum('DateTimeKind', numbered('Unspecified', 'Utc', 'Local')),
  defineEnum('MidpointRounding', numbered('ToEven', 'AwayFromZero', 'ToZero')),
  defineEnum('RegexOptions', {
    None: 0,
    IgnoreCase: 1,
    Multiline: 2,
    ExplicitCapture: 4,
    Compiled: 8,
    Singleline: 16,
    IgnorePatternWhitespace: 32,
    RightToLeft: 64,
    ECMAScript: 256,
    CultureInvariant: 512,
  }),
  defineEnum('CipherMode', { CBC: 1, ECB: 2, OFB: 3, CFB: 4, CTS: 5 }),
  defineEnum('PaddingMode', { None: 1, PKCS7: 2, Zeros: 3, ANSIX923: 4, ISO10126: 5 }),
  defineEnum('NumberStyles', {
    None: 0,
    Integer: 7,
    HexNumber: 515,
    Float: 167,
    Number: 111,
    Any: 511,
  }),
  defineEnum('DateTimeStyles', {
    None: 0,
    AllowWhiteSpaces: 7,
    AssumeLocal: 32,
    AssumeUniversal: 64,
    AdjustToUniversal: 16,
    RoundtripKind: 128,
  }),
  defineEnum('Base64FormattingOptions', numbered('None', 'InsertLineBreaks')),
  defineEnum('NullValueHandling', numbered('Include', 'Ignore')),
  defineEnum('DateParseHandling', numbered('None', 'DateTime', 'DateTimeOffset')),
  defineEnum('HttpStatusCode', {
    OK: 200,
    Created: 201,
    Accepted: 202,
    NoContent: 204,
    BadRequest: 400,
    Unauthorized: 401,
    Forbidden: 403,
    NotFound: 404,
    Conflict: 409,
    InternalServerError: 500,
    BadGateway: 502,
    ServiceUnavailable: 503,
    GatewayTimeout: 504,
  }),
]
