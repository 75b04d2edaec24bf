import { NetEnum } from '../values/number.ts'

function numbered(...names: readonly string[]): Readonly<Record<string, number>> {
  return Object.fromEntries(names.map((name, value) => [name, value]))
}

const statuses = {
  ...{ OK: 200, Created: 201, Accepted: 202, NoContent: 204, MovedPermanently: 301, Found: 302 },
  ...{ NotModified: 304, BadRequest: 400, Unauthorized: 401, Forbidden: 403, NotFound: 404 },
  ...{ MethodNotAllowed: 405, RequestTimeout: 408, Conflict: 409, UnsupportedMediaType: 415 },
  ...{ InternalServerError: 500, NotImplemented: 501, BadGateway: 502, ServiceUnavailable: 503 },
  GatewayTimeout: 504,
}

/** Members of each enumeration that expressions may name, with their numbers. Source: .NET. */
const members: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  StringSplitOptions: { None: 0, RemoveEmptyEntries: 1, TrimEntries: 2 },
  StringComparison: numbered(
    ...['CurrentCulture', 'CurrentCultureIgnoreCase', 'InvariantCulture'],
    ...['InvariantCultureIgnoreCase', 'Ordinal', 'OrdinalIgnoreCase'],
  ),
  Formatting: numbered('None', 'Indented'),
  JTokenType: numbered(
    ...['None', 'Object', 'Array', 'Constructor', 'Property', 'Comment', 'Integer', 'Float'],
    ...['String', 'Boolean', 'Null', 'Undefined', 'Date', 'Raw', 'Bytes', 'Guid', 'Uri'],
    'TimeSpan',
  ),
  DayOfWeek: numbered(
    ...['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'],
  ),
  DateTimeKind: numbered('Unspecified', 'Utc', 'Local'),
  MidpointRounding: numbered('ToEven', 'AwayFromZero', 'ToZero'),
  RegexOptions: {
    ...{ None: 0, IgnoreCase: 1, Multiline: 2, ExplicitCapture: 4, Compiled: 8, Singleline: 16 },
    ...{ IgnorePatternWhitespace: 32, RightToLeft: 64, ECMAScript: 256, CultureInvariant: 512 },
  },
  CipherMode: { CBC: 1, ECB: 2, OFB: 3, CFB: 4, CTS: 5 },
  PaddingMode: { None: 1, PKCS7: 2, Zeros: 3, ANSIX923: 4, ISO10126: 5 },
  NumberStyles: {
    ...{ None: 0, AllowLeadingWhite: 1, AllowTrailingWhite: 2, AllowLeadingSign: 4, Integer: 7 },
    ...{ AllowDecimalPoint: 32, AllowThousands: 64, Number: 111, AllowExponent: 128, Float: 167 },
    ...{ AllowCurrencySymbol: 256, Currency: 383, Any: 511, AllowHexSpecifier: 512 },
    HexNumber: 515,
  },
  DateTimeStyles: {
    ...{ None: 0, AllowWhiteSpaces: 7, AdjustToUniversal: 16, AssumeLocal: 32 },
    ...{ AssumeUniversal: 64, RoundtripKind: 128 },
  },
  Base64FormattingOptions: numbered('None', 'InsertLineBreaks'),
  NullValueHandling: numbered('Include', 'Ignore'),
  DateParseHandling: numbered('None', 'DateTime', 'DateTimeOffset'),
  DateFormatHandling: numbered('IsoDateFormat', 'MicrosoftDateFormat'),
  HttpStatusCode: statuses,
  SaveOptions: { None: 0, DisableFormatting: 1, OmitDuplicateNamespaces: 2 },
  LoadOptions: { None: 0, PreserveWhitespace: 1, SetBaseUri: 2, SetLineInfo: 4 },
  XmlNodeType: numbered(
    ...['None', 'Element', 'Attribute', 'Text', 'CDATA', 'EntityReference', 'Entity'],
    ...['ProcessingInstruction', 'Comment', 'Document', 'DocumentType', 'DocumentFragment'],
    ...['Notation', 'Whitespace', 'SignificantWhitespace', 'EndElement', 'EndEntity'],
    ...['XmlDeclaration'],
  ),
  UriKind: numbered('RelativeOrAbsolute', 'Absolute', 'Relative'),
  UriPartial: numbered('Scheme', 'Authority', 'Path', 'Query'),
  ProductState: numbered('NotPublished', 'Published'),
  X509ContentType: { Unknown: 0, Cert: 1, SerializedCert: 2, Pfx: 3, Pkcs12: 3 },
  X509NameType: numbered('SimpleName', 'EmailName', 'UpnName', 'DnsName', 'DnsFromAlternativeName'),
}

/** Enumerations, whose values are NetEnums. */
export const enumNames: ReadonlySet<string> = new Set(Object.keys(members))

/** An enumeration's members with their numbers; undefined for a name that is none. */
export function enumMembers(name: string): Readonly<Record<string, number>> | undefined {
  return enumNames.has(name) ? members[name] : undefined
}

/** `(DayOfWeek)2`: the member of this number, or one that is named by it. */
export function enumOf(name: string, value: number): NetEnum {
  const known = Object.entries(enumMembers(name) ?? {}).find(([, number]) => number === value)
  return new NetEnum(name, known?.[0] ?? String(value), value)
}
