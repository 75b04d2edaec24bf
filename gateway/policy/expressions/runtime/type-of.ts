import type { Value } from '../value.ts'
import { NetArray, NetDictionary, NetLine, NetList, NetSet } from '../values/collection.ts'
import { NetException } from '../values/function.ts'

/** The type's name in the tables of members: `string`, `JObject`, `List`. */
export function typeOf(value: Exclude<Value, null>): string {
  switch (typeof value) {
    case 'string':
      return 'string'
    case 'number':
      return 'int'
    case 'boolean':
      return 'bool'
    case 'bigint':
      return 'long'
    default:
      return value.netType
  }
}

const namespaces: Readonly<Record<string, readonly string[]>> = {
  System: [
    ...['DateTime', 'DateTimeOffset', 'TimeSpan', 'Guid', 'Uri', 'Random', 'Type', 'Version'],
    ...['StringComparison', 'StringSplitOptions', 'DayOfWeek', 'DateTimeKind', 'TimeZoneInfo'],
  ],
  'System.Text': ['StringBuilder'],
  'System.Text.RegularExpressions': ['Regex', 'Match', 'Group', 'MatchCollection'],
  'Newtonsoft.Json.Linq': ['JObject', 'JArray', 'JValue', 'JProperty', 'JTokenType'],
  'System.Xml.Linq': [
    ...['XElement', 'XDocument', 'XAttribute', 'XNamespace', 'XName', 'XText', 'XCData'],
    ...['XComment', 'XDeclaration', 'XProcessingInstruction', 'XNode', 'XObject'],
  ],
}

const keywords: Readonly<Record<string, string>> = {
  bool: 'Boolean',
  byte: 'Byte',
  char: 'Char',
  decimal: 'Decimal',
  double: 'Double',
  float: 'Single',
  int: 'Int32',
  long: 'Int64',
  object: 'Object',
  sbyte: 'SByte',
  short: 'Int16',
  string: 'String',
  uint: 'UInt32',
  ulong: 'UInt64',
  ushort: 'UInt16',
}

const fullNames = new Map<string, string>([
  ...Object.entries(namespaces).flatMap(([namespace, names]) =>
    names.map((name): [string, string] => [name, `${namespace}.${name}`]),
  ),
  ...Object.entries(keywords).map(([name, full]): [string, string] => [name, `System.${full}`]),
  ['byte[]', 'System.Byte[]'],
])

/** `System.Int32` for `int`; a name that is not known stays. */
export function fullTypeName(name: string): string {
  return fullNames.get(name) ?? name
}

/** The full name of a value's type, as .NET's messages print it. */
export function fullNameOf(value: Value): string {
  if (value === null) return 'null'
  if (value instanceof NetArray) return `${fullTypeName(value.itemType)}[]`
  if (value instanceof NetList || value instanceof NetLine) {
    return `System.Collections.Generic.${value.netType}\`1[${fullTypeName(value.itemType)}]`
  }
  if (value instanceof NetException) return exceptionName(value.type) ?? value.type
  if (value instanceof NetDictionary) return dictionaryName(value)
  if (value instanceof NetSet) {
    return `System.Collections.Generic.HashSet\`1[${fullTypeName(value.itemType)}]`
  }
  return fullTypeName(typeOf(value))
}

function dictionaryName({ keyType, valueType }: NetDictionary): string {
  const types = [keyType, valueType].map((type) => fullTypeName(type)).join(',')
  return `System.Collections.Generic.Dictionary\`2[${types}]`
}

const exceptionNamespaces: Readonly<Record<string, readonly string[]>> = {
  'System.Collections.Generic': ['KeyNotFoundException'],
  'Newtonsoft.Json': ['JsonException', 'JsonReaderException', 'JsonSerializationException'],
  'System.IO': ['IOException', 'InvalidDataException'],
  'System.Security.Cryptography': ['CryptographicException'],
  'System.Text.RegularExpressions': ['RegexMatchTimeoutException'],
  'System.Xml': ['XmlException'],
  'System.Xml.XPath': ['XPathException'],
}

/** The full name of an exception's type; undefined for what is none. */
export function exceptionName(type: string): string | undefined {
  if (!type.endsWith('Exception')) return undefined
  const found = Object.entries(exceptionNamespaces).find(([, types]) => types.includes(type))
  return `${found?.[0] ?? 'System'}.${type}`
}
