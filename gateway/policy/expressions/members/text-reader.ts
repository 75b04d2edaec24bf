import { NetObject } from '../value.ts'
import { defineType } from './define.ts'
import { objectKind } from './kind.ts'
import { dynamic, int, text, textOrNull } from './kinds.ts'

class NetReader extends NetObject {
  readonly netType = 'StringReader'
  readonly text: string
  at = 0

  constructor(value: string) {
    super()
    this.text = value
  }

  /** All that is left. */
  rest(): string {
    const rest = this.text.slice(this.at)
    this.at = this.text.length
    return rest
  }
}

export const stringReader = objectKind(NetReader, 'StringReader')

/** `System.IO.StringReader`; -1 and null say that nothing is left. */
export const stringReaderType = defineType('StringReader', stringReader)
  .method('Peek', [], int, (self) =>
    self.at < self.text.length ? self.text.charCodeAt(self.at) : -1,
  )
  .method('Read', [], int, (self) => {
    const code = self.at < self.text.length ? self.text.charCodeAt(self.at) : -1
    self.at += 1
    return code
  })
  .method('ReadLine', [], textOrNull, lineOf)
  .method('ReadToEnd', [], text, (self) => self.rest())
  .method('Close', [], dynamic, () => null)
  .create([text], ([value]) => new NetReader(value))

function lineOf(self: NetReader): string | undefined {
  if (self.at >= self.text.length) return undefined
  const end = /\r\n|\r|\n/g
  end.lastIndex = self.at
  const found = end.exec(self.text)
  const line = self.text.slice(self.at, found?.index)
  self.at = found === null ? self.text.length : end.lastIndex
  return line
}
