import { NetObject } from '../value.ts'

/** `text` has 32 lower-case hex digits in the groups 8-4-4-4-12. */
export class NetGuid extends NetObject {
  readonly netType = 'Guid'
  readonly text: string

  constructor(text: string) {
    super()
    this.text = text
  }
}

const pattern =
  /^[{(]?([0-9a-fA-F]{8})-?([0-9a-fA-F]{4})-?([0-9a-fA-F]{4})-?([0-9a-fA-F]{4})-?([0-9a-fA-F]{12})[)}]?$/

export function guidFromText(text: string): NetGuid | undefined {
  const match = pattern.exec(text.trim())
  return match === null ? undefined : new NetGuid(match.slice(1).join('-').toLowerCase())
}

/** `new Uri(text)`, absolute. */
export class NetUri extends NetObject {
  readonly netType = 'Uri'
  readonly text: string
  readonly parsed: URL

  constructor(text: string, parsed: URL) {
    super()
    this.text = text
    this.parsed = parsed
  }
}
