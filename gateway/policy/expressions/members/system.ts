import { spendSize } from '../budget.ts'
import { ExpressionError, raise, raiseFormat, raiseIndex } from '../error.ts'
import { defaultOf } from '../runtime/cast.ts'
import { formatText } from '../runtime/format.ts'
import { toJson } from '../runtime/json-of.ts'
import { parseJson } from '../runtime/json-parse.ts'
import { jsonText, newLine } from '../runtime/json-text.ts'
import { fromJson } from '../runtime/json-to.ts'
import { isNumeric, numberOf } from '../runtime/number.ts'
import { toText } from '../runtime/text.ts'
import type { TypeNode } from '../syntax/node.ts'
import type { Value } from '../value.ts'
import { NetStringBuilder } from '../values/collection.ts'
import { NetEnum, NetNumber } from '../values/number.ts'
import { NetDateTime, NetDateTimeOffset, NetTimeSpan } from '../values/time.ts'
import { defineType } from './define.ts'
import { objectKind, optional, rest } from './kind.ts'
import {
  any,
  bool,
  bytes,
  char,
  date,
  double,
  dynamic,
  int,
  long,
  text,
  typeArgument,
} from './kinds.ts'

/** `Newtonsoft.Json.JsonConvert` */
export const jsonConvertType = defineType<Value>('JsonConvert', undefined)
  .static('SerializeObject', [any, rest(any)], text, ([value, options]) =>
    jsonText(
      toJson(value),
      options.some((one) => one instanceof NetEnum && one.name === 'Indented'),
    ),
  )
  .static('DeserializeObject', [text, rest(any)], typeArgument, ([json, _], { types }) =>
    deserialized(json, types[0]),
  )
  .static('ToString', [any], text, ([value]) => jsonText(toJson(value), false))

/** An empty text is nothing; a value of another type is the reader's error. */
function deserialized(json: string, type: TypeNode | undefined): Value {
  if (json.trim() === '') return type === undefined ? null : defaultOf(type)
  const token = parseJson(json)
  if (type === undefined) return token
  try {
    return fromJson(type, token)
  } catch (error) {
    if (!(error instanceof ExpressionError) || error.type !== 'FormatException') throw error
    return raise('JsonReaderException', `Could not convert: ${json}. ${error.message}`)
  }
}

export const jsonSettingsType = [
  'JsonSerializerSettings',
  'JsonLoadSettings',
  'JsonMergeSettings',
  'JsonSerializer',
].map((name) => defineType<Value>(name, any).create([], () => new NetEnum(name, name, 0)))

const builder = objectKind(NetStringBuilder, 'StringBuilder')

export const stringBuilderType = defineType('StringBuilder', builder)
  .property('Length', int, (self) => self.text.length)
  .setter('Length', (self, _, value) => {
    self.text = self.text.slice(0, int.from(value))
  })
  .method('Append', [any], builder, (self, [value]) => appended(self, toText(value)))
  .method('Append', [any, int], builder, (self, [value, count]) => {
    spendSize(count)
    return appended(self, toText(value).repeat(Math.max(count, 0)))
  })
  .method('AppendLine', [], builder, (self) => appended(self, newLine))
  .method('AppendLine', [any], builder, (self, [value]) => appended(self, toText(value) + newLine))
  .method('AppendFormat', [text, rest(any)], builder, (self, [format, args]) =>
    appended(self, formatText(format, args)),
  )
  .method('Insert', [int, any], builder, (self, [at, value]) => {
    self.text = self.text.slice(0, at) + toText(value) + self.text.slice(at)
    return self
  })
  .method('Replace', [any, any], builder, (self, [from, to]) => {
    self.text = self.text.replaceAll(toText(from), () => toText(to))
    spendSize(self.text.length)
    return self
  })
  .method('Remove', [int, int], builder, (self, [start, count]) => {
    self.text = self.text.slice(0, start) + self.text.slice(start + count)
    return self
  })
  .method('Clear', [], builder, (self) => {
    self.text = ''
    return self
  })
  .indexer([int], char, (self, [index]) =>
    index >= 0 && index < self.text.length ? self.text.charCodeAt(index) : raiseIndex(),
  )
  .method('ToString', [int, int], text, (self, [start, count]) =>
    self.text.slice(start, start + count),
  )
  .create([], () => new NetStringBuilder(''))
  .create([int], () => new NetStringBuilder(''))
  .create([text], ([value]) => new NetStringBuilder(value))

function appended(self: NetStringBuilder, added: string): NetStringBuilder {
  spendSize(added.length)
  self.text += added
  return self
}

/** `System.BitConverter`, little-endian as on every gateway. */
export const bitConverterType = defineType<Value>('BitConverter', undefined)
  .value('IsLittleEndian', bool, () => true)
  .static('ToString', [bytes], text, ([value]) =>
    (value.toString('hex').toUpperCase().match(/../g) ?? []).join('-'),
  )
  .static('ToString', [bytes, int, optional(int)], text, ([value, start, count]) =>
    (
      value
        .subarray(start, start + (count ?? value.length))
        .toString('hex')
        .toUpperCase()
        .match(/../g) ?? []
    ).join('-'),
  )
  .static(
    'ToInt16',
    [bytes, int],
    dynamic,
    ([value, at]) => new NetNumber('short', checked(value, at, 2).readInt16LE(at)),
  )
  .static(
    'ToUInt16',
    [bytes, int],
    dynamic,
    ([value, at]) => new NetNumber('ushort', checked(value, at, 2).readUInt16LE(at)),
  )
  .static('ToInt32', [bytes, int], int, ([value, at]) => checked(value, at, 4).readInt32LE(at))
  .static(
    'ToUInt32',
    [bytes, int],
    dynamic,
    ([value, at]) => new NetNumber('uint', checked(value, at, 4).readUInt32LE(at)),
  )
  .static('ToInt64', [bytes, int], long, ([value, at]) => checked(value, at, 8).readBigInt64LE(at))
  .static('ToDouble', [bytes, int], double, ([value, at]) => checked(value, at, 8).readDoubleLE(at))
  .static('GetBytes', [any], bytes, ([value]) => bytesOf(value))

function checked(value: Buffer, at: number, width: number): Buffer {
  if (at < 0 || at >= value.length) {
    raise(
      'ArgumentOutOfRangeException',
      "Index was out of range. Must be non-negative and less than the size of the collection. (Parameter 'startIndex')",
    )
  }
  if (at + width > value.length)
    raise(
      'ArgumentException',
      'Destination array is not long enough to copy all the items in the collection.',
    )
  return value
}

function bytesOf(value: Value): Buffer {
  if (typeof value === 'boolean') return Buffer.from([value ? 1 : 0])
  if (!isNumeric(value))
    return raise('CompilationException', 'BitConverter.GetBytes takes numbers.')
  const widths: Readonly<Record<string, number>> = {
    double: 8,
    float: 4,
    short: 2,
    ushort: 2,
    uint: 4,
  }
  const type =
    typeof value === 'bigint' ? 'long' : value instanceof NetNumber ? value.netType : 'int'
  const buffer = Buffer.alloc(type === 'long' ? 8 : (widths[type] ?? 4))
  if (typeof value === 'bigint') buffer.writeBigInt64LE(value)
  else if (type === 'double') buffer.writeDoubleLE(numberOf(value))
  else if (type === 'float') buffer.writeFloatLE(numberOf(value))
  else if (buffer.length === 2) buffer.writeUInt16LE(numberOf(value) & 0xffff)
  else buffer.writeInt32LE(numberOf(value) | 0)
  return buffer
}

const cultureNames = ['InvariantCulture', 'CurrentCulture', 'CurrentUICulture']

/** Every culture is the invariant one here, as on the gateway. */
export const cultureType = cultureNames
  .reduce(
    (type, name) => type.value(name, dynamic, () => new NetEnum('CultureInfo', name, 0)),
    defineType<Value>('CultureInfo', any),
  )
  .create([text], ([name]) => new NetEnum('CultureInfo', name, 0))
  .static('GetCultureInfo', [text], dynamic, ([name]) => new NetEnum('CultureInfo', name, 0))

export const environmentType = defineType<Value>('Environment', undefined).value(
  'NewLine',
  text,
  () => newLine,
)

/** `TimeZoneInfo`; the value's name is the zone's id. */
export const timeZoneType = defineType<Value>('TimeZoneInfo', any)
  .property('Id', text, toText)
  .value('Utc', dynamic, () => new NetEnum('TimeZoneInfo', 'UTC', 0))
  .value('Local', dynamic, () => new NetEnum('TimeZoneInfo', 'UTC', 0))
  .static('FindSystemTimeZoneById', [text], dynamic, ([id]) => zoneNamed(id))
  .static(
    'ConvertTimeToUtc',
    [date, optional(any)],
    date,
    ([{ ticks }, zone]) => new NetDateTime(ticks - offsetAt(ticks, zone ?? null, true), 'Utc'),
  )
  .static(
    'ConvertTimeFromUtc',
    [date, any],
    date,
    ([{ ticks }, zone]) => new NetDateTime(ticks + offsetAt(ticks, zone, false), 'Unspecified'),
  )
  .static(
    'ConvertTimeBySystemTimeZoneId',
    [date, text],
    date,
    ([{ ticks }, id]) =>
      new NetDateTime(ticks + offsetAt(ticks, zoneNamed(id), false), 'Unspecified'),
  )
  .static('ConvertTime', [any, any], dynamic, ([value, zone]) => converted(value, zone))
  .method(
    'GetUtcOffset',
    [any],
    dynamic,
    (self, [value]) =>
      new NetTimeSpan(offsetAt(value instanceof NetDateTime ? value.ticks : 0n, self, true)),
  )

function converted(value: Value, zone: Value): Value {
  if (value instanceof NetDateTimeOffset) {
    const offset = offsetAt(value.utcTicks, zone, false)
    return new NetDateTimeOffset(value.utcTicks + offset, offset)
  }
  if (value instanceof NetDateTime)
    return new NetDateTime(value.ticks + offsetAt(value.ticks, zone, false), 'Unspecified')
  return raiseFormat('A date is expected.')
}

/** Names of Windows for zones that policies are seen to use. */
const windowsZones: Readonly<Record<string, string>> = {
  UTC: 'UTC',
  'GMT Standard Time': 'Europe/London',
  'W. Europe Standard Time': 'Europe/Berlin',
  'Central Europe Standard Time': 'Europe/Budapest',
  'Central European Standard Time': 'Europe/Warsaw',
  'Romance Standard Time': 'Europe/Paris',
  'E. Europe Standard Time': 'Europe/Chisinau',
  'FLE Standard Time': 'Europe/Kiev',
  'GTB Standard Time': 'Europe/Bucharest',
  'Turkey Standard Time': 'Europe/Istanbul',
  'Russian Standard Time': 'Europe/Moscow',
  'Eastern Standard Time': 'America/New_York',
  'Central Standard Time': 'America/Chicago',
  'Mountain Standard Time': 'America/Denver',
  'Pacific Standard Time': 'America/Los_Angeles',
  'India Standard Time': 'Asia/Kolkata',
  'China Standard Time': 'Asia/Shanghai',
  'Tokyo Standard Time': 'Asia/Tokyo',
  'Singapore Standard Time': 'Asia/Singapore',
  'Arabian Standard Time': 'Asia/Dubai',
  'AUS Eastern Standard Time': 'Australia/Sydney',
  'New Zealand Standard Time': 'Pacific/Auckland',
  'E. South America Standard Time': 'America/Sao_Paulo',
}

function zoneNamed(id: string): NetEnum {
  const name = Object.hasOwn(windowsZones, id) ? (windowsZones[id] ?? id) : id
  try {
    offsetMinutes(name, 0)
  } catch {
    raise(
      'TimeZoneNotFoundException',
      `The time zone ID '${id}' was not found on the local computer.`,
    )
  }
  return new NetEnum('TimeZoneInfo', name, 0)
}

/** Ticks to add to UTC. `isLocal`: the ticks are of the zone's own clock. */
function offsetAt(ticks: bigint, zone: Value, isLocal: boolean): bigint {
  if (!(zone instanceof NetEnum)) return 0n
  const unixMs = Number((ticks - 621_355_968_000_000_000n) / 10_000n)
  const first = offsetMinutes(zone.name, unixMs)
  // Near a change of the clock the first guess may be an hour off.
  const minutes = isLocal ? offsetMinutes(zone.name, unixMs - first * 60_000) : first
  return BigInt(minutes) * 600_000_000n
}

function offsetMinutes(timeZone: string, unixMs: number): number {
  const format = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' })
  const name = format.formatToParts(unixMs).find(({ type }) => type === 'timeZoneName')?.value ?? ''
  const match = /GMT([+-])(\d\d):(\d\d)/.exec(name)
  if (match === null) return 0
  const minutes = Number(match[2]) * 60 + Number(match[3])
  return match[1] === '-' ? -minutes : minutes
}
