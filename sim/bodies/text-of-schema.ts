type Random = () => number

const letters = 'abcdefghijklmnopqrstuvwxyz'

const whole = (random: Random, from: number, to: number) =>
  from + Math.floor(random() * (to - from + 1))
const word = (random: Random, length: number) =>
  Array.from({ length }, () => letters[whole(random, 0, 25)]).join('')
const hex = (random: Random, length: number) =>
  Array.from({ length }, () => whole(random, 0, 15).toString(16)).join('')
/** Within 2026, whole seconds. */
const instant = (random: Random) =>
  new Date(Date.UTC(2026, 0, 1) + whole(random, 0, 31_535_999) * 1_000).toISOString()

/** What a text of a format looks like. Source: JSON Schema 2020-12 Validation, section 7.3; OpenAPI. */
const byFormat: Readonly<Record<string, (random: Random) => string>> = {
  date: (random) => instant(random).slice(0, 10),
  'date-time': (random) => instant(random).replace('.000', ''),
  time: (random) => instant(random).slice(11, 19).concat('Z'),
  duration: (random) => `PT${whole(random, 1, 23)}H`,
  uuid: (random) =>
    `${hex(random, 8)}-${hex(random, 4)}-4${hex(random, 3)}-a${hex(random, 3)}-${hex(random, 12)}`,
  email: (random) => `${word(random, 6)}@example.com`,
  'idn-email': (random) => `${word(random, 6)}@example.com`,
  uri: (random) => `https://example.com/${word(random, 6)}`,
  'uri-reference': (random) => `/${word(random, 6)}`,
  iri: (random) => `https://example.com/${word(random, 6)}`,
  url: (random) => `https://example.com/${word(random, 6)}`,
  hostname: (random) => `${word(random, 6)}.example.com`,
  ipv4: (random) => `192.0.2.${whole(random, 1, 254)}`,
  ipv6: (random) => `2001:db8::${hex(random, 4)}`,
  'json-pointer': (random) => `/${word(random, 4)}`,
  regex: (random) => word(random, 4),
  byte: (random) => Buffer.from(word(random, 6)).toString('base64'),
}

// A schema may allow millions of letters.
const lettersMax = 10_000

/** A text for a schema of type `string` without a pattern; undefined when it wants too long a one. */
export function textOfSchema(
  { format, minLength, maxLength }: Readonly<Record<string, unknown>>,
  random: Random,
): string | undefined {
  const made = typeof format === 'string' ? byFormat[format] : undefined
  if (made !== undefined) return made(random)
  const least = typeof minLength === 'number' ? minLength : 0
  const most = typeof maxLength === 'number' ? maxLength : Math.max(12, least)
  if (least > lettersMax || least > most) return undefined
  return word(random, whole(random, Math.max(least, Math.min(1, most)), Math.min(most, least + 11)))
}
