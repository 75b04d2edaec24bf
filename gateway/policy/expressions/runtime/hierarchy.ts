import { enumNames } from './enums.ts'

/** Which types a type has the members of, nearest first; `object` is below all. */
const bases: Readonly<Record<string, readonly string[]>> = {
  Headers: ['IReadOnlyDictionary'],
  Query: ['IReadOnlyDictionary'],
  Variables: ['IReadOnlyDictionary'],
  Claims: ['IReadOnlyDictionary'],
  Parameters: ['IReadOnlyDictionary'],
  IReadOnlyDictionary: ['IEnumerable'],
  IDictionary: ['IEnumerable'],
  Dictionary: ['IDictionary', 'IReadOnlyDictionary'],
  IList: ['ICollection'],
  IReadOnlyList: ['IReadOnlyCollection'],
  ICollection: ['IEnumerable'],
  IReadOnlyCollection: ['IEnumerable'],
  List: ['IList', 'IReadOnlyList'],
  array: ['Array', 'IList', 'IReadOnlyList'],
  'byte[]': ['ByteExtensions', 'Array', 'IList', 'IReadOnlyList'],
  HashSet: ['ISet', 'IReadOnlyCollection'],
  ISet: ['ICollection'],
  Stack: ['IReadOnlyCollection'],
  Queue: ['IReadOnlyCollection'],
  IGrouping: ['IEnumerable'],
  ILookup: ['IEnumerable'],
  IOrderedEnumerable: ['IEnumerable'],
  string: ['StringExtensions', 'IEnumerable'],
  JToken: ['IEnumerable'],
  JContainer: ['JToken'],
  JObject: ['JContainer'],
  JArray: ['JContainer'],
  JProperty: ['JContainer'],
  JValue: ['JToken'],
  MatchCollection: ['IEnumerable'],
  GroupCollection: ['IEnumerable'],
  Match: ['Group'],
  XContainer: ['XNode'],
  XElement: ['XContainer'],
  XDocument: ['XContainer'],
  XNode: ['XObject'],
  XmlDocument: ['XmlNode'],
  XText: ['XNode'],
  XCData: ['XText', 'XNode'],
  XComment: ['XNode'],
  XProcessingInstruction: ['XNode'],
  XAttribute: ['XObject'],
  HMACSHA1: ['HMAC'],
  HMACSHA256: ['HMAC'],
  HMACSHA384: ['HMAC'],
  HMACSHA512: ['HMAC'],
  HMACMD5: ['HMAC'],
  HMAC: ['HashAlgorithm'],
  SHA1: ['HashAlgorithm'],
  SHA256: ['HashAlgorithm'],
  SHA384: ['HashAlgorithm'],
  SHA512: ['HashAlgorithm'],
  MD5: ['HashAlgorithm'],
  MD5CryptoServiceProvider: ['MD5'],
  SHA1CryptoServiceProvider: ['SHA1'],
  SHA1Managed: ['SHA1'],
  SHA256CryptoServiceProvider: ['SHA256'],
  SHA256Managed: ['SHA256'],
  RSACng: ['RSA'],
  RSA: ['AsymmetricAlgorithm'],
  X509Certificate2: ['X509Certificate'],
  SHA384Managed: ['SHA384'],
  SHA512Managed: ['SHA512'],
}

const valueTypes: ReadonlySet<string> = new Set([
  ...['bool', 'char', 'byte', 'sbyte', 'short', 'ushort', 'int', 'uint', 'long', 'float', 'double'],
  ...['decimal', 'DateTime', 'DateTimeOffset', 'TimeSpan', 'Guid', 'Enum'],
])

const valueBases: readonly string[] = ['ValueType']
const enumBases: readonly string[] = ['Enum', 'ValueType']
const none: readonly string[] = []

/** The names of the types directly below; enumerations name themselves when they are defined. */
export function basesOf(name: string): readonly string[] {
  if (Object.hasOwn(bases, name)) return bases[name] ?? none
  if (valueTypes.has(name)) return valueBases
  return enumNames.has(name) ? enumBases : none
}

/** True when a value of the type is one of `base` too. */
export function isA(name: string, base: string): boolean {
  if (name === base || base === 'object') return true
  return basesOf(name).some((below) => isA(below, base))
}
