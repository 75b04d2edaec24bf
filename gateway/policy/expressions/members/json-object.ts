import { raise } from '../error.ts'
import { toJson } from '../runtime/json-of.ts'
import { toText } from '../runtime/text.ts'
import type { Value } from '../value.ts'
import { cloneToken, JArray, JObject, JProperty, type JToken, JValue } from '../values/json.ts'
import { defineType } from './define.ts'
import { isSpread, jObject, jProperty, owned, parsedAs } from './json-content.ts'
import { replaceToken } from './json-tree.ts'
import { nullable, optional, rest } from './kind.ts'
import { any, bool, dynamic, int, list, out, sequence, text, token } from './kinds.ts'
export const jObjectTable = defineType('JObject', jObject)
  .property('Count', int, (self) => self.properties.size)
  .method('Add', [text, token], dynamic, (self, [name, value]) => {
    if (self.properties.has(name)) raiseDuplicate(name)
    self.set(name, value ?? toJson(null))
    return null
  })
  .method('Add', [any], dynamic, (self, [content]) => addContent(self, content))
  .method('AddFirst', [any], dynamic, (self, [content]) => {
    const rest = [...self.properties.values()]
    self.properties.clear()
    addContent(self, content)
    for (const property of rest) self.properties.set(property.name, property)
    return null
  })
  .method('ContainsKey', [text], bool, (self, [name]) => self.properties.has(name))
  .method('Property', [text], nullable(jProperty), (self, [name]) => self.properties.get(name))
  .method('Properties', [], sequence, (self) => [...self.properties.values()])
  .method('PropertyValues', [], sequence, (self) =>
    [...self.properties.values()].map(({ value }) => value),
  )
  .method(
    'GetValue',
    [text, optional(any)],
    token,
    (self, [name, comparison]) =>
      self.get(name) ?? (comparison === undefined ? undefined : anyCase(self, name)),
  )
  .method('TryGetValue', [text, out], bool, (self, [name, set]) => {
    set(self.get(name))
    return self.properties.has(name)
  })
  .method('TryGetValue', [text, any, out], bool, (self, [name, , set]) => {
    const found = self.get(name) ?? anyCase(self, name)
    set(found ?? null)
    return found !== undefined
  })
  .method('Remove', [text], bool, (self, [name]) => self.properties.delete(name))
  .method('RemoveAll', [], dynamic, (self) => {
    self.properties.clear()
    return null
  })
  .method('Merge', [any, optional(any)], dynamic, (self, [other]) => {
    merge(self, toJson(other))
    return null
  })
  .create([rest(any)], ([contents]) => {
    const object = new JObject()
    for (const content of contents) addContent(object, content)
    return object
  })
  .static('Parse', [text, optional(any)], jObject, ([json]) => parsedAs(json, JObject, 'JObject'))
  .static('FromObject', [any, optional(any)], jObject, ([value]) => {
    const made = cloneToken(toJson(value))
    if (made instanceof JObject) return made
    return raise(
      'ArgumentException',
      'Object serialized to another type. JObject instance expected.',
    )
  })

export const jPropertyTable = defineType('JProperty', jProperty)
  .property('Name', text, ({ name }) => name)
  .property('Value', token, ({ value }) => value)
  .property('Count', int, () => 1)
  .setter('Value', (self, _, value) => replaceToken(self.value, toJson(value)))
  .method('AddAfterSelf', [any], dynamic, (self, [added]) => addBeside(self, added, 1))
  .method('AddBeforeSelf', [any], dynamic, (self, [added]) => addBeside(self, added, 0))
  .create([text, rest(any)], ([name, contents]) => {
    const [only] = contents
    return new JProperty(
      name,
      contents.length > 1 ? toJson(list.to(contents)) : owned(only ?? null),
    )
  })

function anyCase(self: JObject, name: string): JToken | undefined {
  const lower = name.toLowerCase()
  return [...self.properties.values()].find((one) => one.name.toLowerCase() === lower)?.value
}

function raiseDuplicate(name: string): never {
  raise(
    'ArgumentException',
    `Can not add property ${name} to Newtonsoft.Json.Linq.JObject. Property with the same name already exists on object.`,
  )
}

/** An object takes properties, another object's, or a list of them. */
function addContent(self: JObject, content: Value): null {
  if (content instanceof JProperty) {
    if (self.properties.has(content.name)) raiseDuplicate(content.name)
    self.set(
      content.name,
      content.value.parent === content && content.parent === undefined
        ? detached(content)
        : content.value,
    )
    return null
  }
  if (content === null) return null
  if (content instanceof JObject)
    for (const one of content.properties.values()) addContent(self, one)
  else if (isSpread(content)) for (const one of sequence.from(content)) addContent(self, one)
  else raise('ArgumentException', `Can not add ${toText(content)} to Newtonsoft.Json.Linq.JObject.`)
  return null
}

function detached(property: JProperty): JToken {
  property.value.parent = undefined
  return property.value
}

function addBeside(self: JProperty, added: Value, offset: number): null {
  if (!(self.parent instanceof JObject) || !(added instanceof JProperty)) {
    return raise('InvalidOperationException', 'The parent is missing.')
  }
  const { properties } = self.parent
  const all = [...properties.values()]
  all.splice(all.indexOf(self) + offset, 0, new JProperty(added.name, cloneToken(added.value)))
  properties.clear()
  for (const one of all) {
    one.parent = self.parent
    properties.set(one.name, one)
  }
  return null
}

function merge(into: JObject, from: JToken): void {
  if (!(from instanceof JObject)) return
  for (const { name, value } of from.properties.values()) {
    const held = into.get(name)
    if (held instanceof JObject && value instanceof JObject) merge(held, value)
    else if (held instanceof JArray && value instanceof JArray) {
      for (const item of value.items) held.push(cloneToken(item))
    } else if (!(value instanceof JValue && value.value === null)) into.set(name, cloneToken(value))
  }
}
