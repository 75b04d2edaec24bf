import { GatedrillError } from '../ledger/errors.ts'
import type { HostEndpoint } from '../ledger/launch/gateway.ts'

/** `api.example.com=127.0.0.1:9000` of `--map`: where a host name leads. */
export function mappingOf(text: string): [string, HostEndpoint] {
  const match = /^([^=]+)=(https?:\/\/)?([^:=/]+):(\d{1,5})$/.exec(text)
  const [, name, scheme, host, port] = match ?? []
  if (name === undefined || host === undefined) {
    throw new GatedrillError({
      code: 'CLI_BAD_MAP',
      where: `--map ${text}`,
      what: 'this is not host=address:port',
      why: 'it says where a host name of the configuration leads',
      fix: "write --map 'api.example.com=127.0.0.1:9000', or * for every host; https:// before the address for TLS",
    })
  }
  return [name, { host, port: Number(port), ...(scheme === 'https://' ? { tls: true } : {}) }]
}

/** `name=text` of `--value`. */
export function namedValueOf(text: string): [string, string] {
  const at = text.indexOf('=')
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)]
  throw new GatedrillError({
    code: 'CLI_BAD_VALUE',
    where: `--value ${text}`,
    what: 'this is not name=text',
    why: 'it gives a named value of the configuration, by its display name',
    fix: 'write --value api-key=s3cret',
  })
}

/** `Name: value` of `--header`. */
export function headerOf(text: string): [string, string] {
  const at = text.indexOf(':')
  const [name, value] = [text.slice(0, Math.max(0, at)), text.slice(at + 1).trim()]
  if (/^[\w!#$%&'*+.^`|~-]+$/.test(name) && /^[^\r\n\0]*$/.test(value)) return [name, value]
  throw new GatedrillError({
    code: 'CLI_BAD_HEADER',
    where: `--header ${text}`,
    what: 'this is not Name: value',
    why: 'a header is a name of letters, digits and dashes, a colon, and one line',
    fix: "write --header 'Accept: application/json'",
  })
}
