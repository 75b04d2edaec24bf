import { raise } from '../error.ts'
import { toJson } from '../runtime/json-of.ts'
import { childrenOf, cloneToken, JArray, JToken, JValue } from '../values/json.ts'
import { defineType } from './define.ts'
import { isSpread, jArray, jValue, parsedAs, raiseArrayIndex } from './json-content.ts'
import { optional, rest } from './kind.ts'
import { any, bool, dynamic, int, sequence, text, textOrNull, token } from './kinds.ts'
export const jArrayTable = defineType('JArray', jArray)
  .property('Count', int, (self) => self.items.length)
  .method('Add', [any], dynamic, (self, [item]) => {
    self.push(toJson(item))
    return null
  })
  .method('AddFirst', [any], dynamic, (self, [item]) => {
    self.insert(0, toJson(item))
    return null
  })
  .method('Insert', [int, any], dynamic, (self, [at, item]) => {
    self.insert(at, toJson(item))
    return null
  })
  .method(
    'Contains',
    [any],
    bool,
    (self, [item]) => item instanceof JToken && self.items.includes(item),
  )
  .method('IndexOf', [token], int, (self, [item]) =>
    item === undefined ? -1 : self.items.indexOf(item),
  )
  .method('RemoveAt', [int], dynamic, (self, [at]) => {
    if (at < 0 || at >= self.items.length) raiseArrayIndex()
    self.items.splice(at, 1)
    return null
  })
  .method('Remove', [token], bool, (self, [item]) => {
    const at = item === undefined ? -1 : self.items.indexOf(item)
    if (at >= 0) self.items.splice(at, 1)
    return at >= 0
  })
  .method('Clear', [], dynamic, (self) => {
    self.items.length = 0
    return null
  })
  .method('Merge', [any, optional(any)], dynamic, (self, [other]) => {
    for (const item of childrenOf(toJson(other))) self.push(cloneToken(item))
    return null
  })
  .create([rest(any)], ([contents]) => {
    const [only] = contents
    // One array alone is copied; an array beside others is an item.
    if (contents.length === 1 && only instanceof JArray) return cloneToken(only)
    const array = new JArray()
    for (const content of contents) {
      const items = isSpread(content) ? sequence.from(content) : [content]
      for (const item of items) array.push(toJson(item))
    }
    return array
  })
  .static('Parse', [text, optional(any)], jArray, ([json]) => parsedAs(json, JArray, 'JArray'))
  .static('FromObject', [any, optional(any)], jArray, ([value]) => {
    const made = cloneToken(toJson(value))
    if (made instanceof JArray) return made
    return raise(
      'ArgumentException',
      'Object serialized to another type. JArray instance expected.',
    )
  })

export const jValueTable = defineType('JValue', jValue)
  .property('Value', dynamic, ({ value }) => value)
  .create([any], ([value]) => (value instanceof JValue ? cloneToken(value) : toJson(value)))
  .static('CreateNull', [], jValue, () => new JValue('Null', null))
  .static('CreateString', [textOrNull], jValue, ([value]) => new JValue('String', value ?? null))
