import { raise } from '../error.ts'
import { NetObject } from '../value.ts'
import { ClaimsView, JwtView, jwtFromText } from '../values/jwt.ts'
import { NetDateTime, ticksOfUnixMs } from '../values/time.ts'
import { defineType } from './define.ts'
import { nullable, objectKind, optional } from './kind.ts'
import { bool, date, int, out, text, textOrNull, texts } from './kinds.ts'

const jwt = objectKind(JwtView, 'Jwt')
const claims = objectKind(ClaimsView, 'Claims')
const maybeDate = nullable(date)

export const jwtType = defineType('Jwt', jwt)
  .property('Algorithm', text, ({ algorithm }) => algorithm)
  .property('Audiences', texts, (self) => self.claims.get('aud') ?? [])
  .property('Claims', claims, (self) => new ClaimsView(self.claims))
  .property('ExpirationTime', maybeDate, (self) => dateOf(self, 'exp'))
  .property('Id', textOrNull, (self) => self.claims.get('jti')?.[0])
  .property('IssuedAt', maybeDate, (self) => dateOf(self, 'iat'))
  .property('Issuer', textOrNull, (self) => self.claims.get('iss')?.[0])
  .property('NotBefore', maybeDate, (self) => dateOf(self, 'nbf'))
  .property('Subject', textOrNull, (self) => self.claims.get('sub')?.[0])
  .property('Type', text, ({ type }) => type)

function dateOf({ claims: all }: JwtView, name: string): NetDateTime | undefined {
  const seconds = Number(all.get(name)?.[0])
  return Number.isFinite(seconds)
    ? new NetDateTime(ticksOfUnixMs(seconds * 1000), 'Utc')
    : undefined
}

export const claimsType = defineType('Claims', claims)
  .property('Count', int, (self) => self.claims.size)
  .property('Keys', texts, (self) => [...self.claims.keys()])
  .indexer([text], texts, (self, [name]) => self.claims.get(name) ?? raiseKey(name))
  .method('ContainsKey', [text], bool, (self, [name]) => self.claims.has(name))
  .method(
    'GetValueOrDefault',
    [text, optional(textOrNull)],
    textOrNull,
    (self, [name, fallback]) => self.claims.get(name)?.join(',') ?? fallback,
  )
  .method('TryGetValue', [text, out], bool, (self, [name, set]) => {
    const found = self.claims.get(name)
    set(found === undefined ? null : texts.to(found))
    return found !== undefined
  })

function raiseKey(name: string): never {
  raise('KeyNotFoundException', `The given key '${name}' was not present in the dictionary.`)
}

class NetCredentials extends NetObject {
  readonly netType = 'BasicAuthCredentials'
  readonly userId: string
  readonly password: string

  constructor(userId: string, password: string) {
    super()
    this.userId = userId
    this.password = password
  }
}

const credentials = objectKind(NetCredentials, 'BasicAuthCredentials')

export const credentialsType = defineType('BasicAuthCredentials', credentials)
  .property('UserId', text, ({ userId }) => userId)
  .property('Password', text, ({ password }) => password)

/** APIM's extensions of string; they take null too. */
export const stringExtensionsType = defineType('StringExtensions', text)
  .method('AsJwt', [], nullable(jwt), jwtFromText)
  .method('TryParseJwt', [out], bool, (self, [set]) => {
    const parsed = jwtFromText(self)
    set(parsed ?? null)
    return parsed !== undefined
  })
  .method('AsBasic', [], nullable(credentials), basicOf)
  .method('TryParseBasic', [out], bool, (self, [set]) => {
    const parsed = basicOf(self)
    set(parsed ?? null)
    return parsed !== undefined
  })

/** `Basic <base64 of user:password>`; the last colon separates. Source: APIM's policy toolkit. */
function basicOf(self: string): NetCredentials | undefined {
  const encoded = /^\s*Basic\s+([A-Za-z0-9+/]+={0,2})\s*$/i.exec(self)?.[1]
  if (encoded === undefined) return undefined
  const decoded = Buffer.from(encoded, 'base64').toString('latin1')
  const colon = decoded.lastIndexOf(':')
  if (colon < 0) return undefined
  return new NetCredentials(decoded.slice(0, colon), decoded.slice(colon + 1))
}
