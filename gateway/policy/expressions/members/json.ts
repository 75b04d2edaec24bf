import { raise } from '../error.ts'
import { defaultOf } from '../runtime/cast.ts'
import { toJson } from '../runtime/json-of.ts'
import { parseJson } from '../runtime/json-parse.ts'
import { selectTokens } from '../runtime/json-path.ts'
import { jsonText } from '../runtime/json-text.ts'
import { fromJson } from '../runtime/json-to.ts'
import { toText } from '../runtime/text.ts'
import type { TypeNode } from '../syntax/node.ts'
import type { Value } from '../value.ts'
import {
  childrenOf,
  cloneToken,
  JArray,
  JObject,
  JProperty,
  JToken,
  type JTokenType,
  JValue,
} from '../values/json.ts'
import { defineType } from './define.ts'
import { formatting, jTokenType, tokenTypeOf } from './enums.ts'
import { pathOf, removeToken, replaceToken } from './json-tree.ts'
import { nullable, objectKind, optional, rest } from './kind.ts'
import {
  any,
  bool,
  dynamic,
  int,
  list,
  out,
  sequence,
  text,
  textOrNull,
  token,
  typeArgument,
} from './kinds.ts'

const jToken = objectKind(JToken, 'JToken')
const jObject = objectKind(JObject, 'JObject')
const jArray = objectKind(JArray, 'JArray')
const jProperty = objectKind(JProperty, 'JProperty')
const jValue = objectKind(JValue, 'JValue')

export const jTokenTable = defineType('JToken', jToken)
  .property('Type', jTokenType, (self) => tokenTypeOf(typeNameOf(self)))
  .property('HasValues', bool, (self) => childrenOf(self).length > 0)
  .property('First', token, (self) => childrenOf(self)[0])
  .property('Last', token, (self) => childrenOf(self).at(-1))
  .property('Parent', token, (self) => self.parent)
  .property('Root', token, (self) => rootOf(self))
  .property('Path', text, pathOf)
  .indexer([any], token, (self, [key]) => childBy(self, key))
  .setter('[]', (self, key, value) => setChild(self, key, toJson(value)))
  .method('Value', [any], typeArgument, (self, [key], { types }) =>
    converted(childBy(self, key), types[0]),
  )
  .method('Value', [], typeArgument, (self, _, { types }) => converted(self, types[0]))
  .method('Values', [], sequence, (self, _, { types }) => valuesOf(self, types[0]))
  .method('ToObject', [optional(any)], typeArgument, (self, _, { types }) =>
    converted(self, types[0]),
  )
  .method('SelectToken', [text, optional(bool)], token, (self, [path, mustExist]) => {
    const found = selectTokens(self, path)[0]
    if (found === undefined && mustExist === true) {
      raise('JsonException', `Path '${path}' returned no token.`)
    }
    return found
  })
  .method('SelectTokens', [text, optional(bool)], sequence, (self, [path]) =>
    selectTokens(self, path),
  )
  .method('Children', [], sequence, (self, _, { types }) => ofType(childrenOf(self), types[0]))
  .method('Descendants', [], sequence, (self, _, { types }) =>
    ofType(descendantsOf(self), types[0]),
  )
  .method('DescendantsAndSelf', [], sequence, (self) => [self, ...descendantsOf(self)])
  .method('DeepClone', [], jToken, cloneToken)
  .method('Remove', [], dynamic, (self) => removeToken(self))
  .method('Replace', [token], dynamic, (self, [value]) => replaceToken(self, value ?? toJson(null)))
  .method('ToString', [], text, (self) => toText(self))
  .method('ToString', [formatting, rest(any)], text, (self, [format]) =>
    jsonText(self, format === 1),
  )
  .static('Parse', [text, optional(any)], jToken, ([json]) => parseJson(json))
  .static('FromObject', [any, optional(any)], jToken, ([value]) => cloneToken(toJson(value)))
  .static('DeepEquals', [token, token], bool, ([left, right]) =>
    left === undefined || right === undefined
      ? left === right
      : jsonText(left, false) === jsonText(right, false),
  )

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

export const jValueTable = defineType('JValue', jValue)
  .property('Value', dynamic, ({ value }) => value)
  .create([any], ([value]) => (value instanceof JValue ? cloneToken(value) : toJson(value)))
  .static('CreateNull', [], jValue, () => new JValue('Null', null))
  .static('CreateString', [textOrNull], jValue, ([value]) => new JValue('String', value ?? null))

export const jContainerTable = defineType('JContainer', jToken)

function owned(value: Value): JToken {
  const made = toJson(value)
  return made.parent === undefined ? made : cloneToken(made)
}

function typeNameOf(self: JToken): JTokenType {
  if (self instanceof JValue) return self.type
  if (self instanceof JObject) return 'Object'
  return self instanceof JArray ? 'Array' : 'Property'
}

function rootOf(self: JToken): JToken {
  let at = self
  while (at.parent !== undefined) at = at.parent
  return at
}

function childBy(self: JToken, key: Value): JToken | undefined {
  if (self instanceof JObject) {
    if (typeof key === 'string') return self.get(key) ?? undefined
    return raise(
      'ArgumentException',
      `Accessed JObject values with invalid key value: ${toText(key)}. Object property name expected.`,
    )
  }
  if (self instanceof JArray) {
    if (typeof key === 'number') return self.items[key] ?? raiseArrayIndex()
    return raise(
      'ArgumentException',
      `Accessed JArray values with invalid key value: "${toText(key)}". Int32 array index expected.`,
    )
  }
  const kind = self instanceof JProperty ? 'JProperty' : 'JValue'
  return raise(
    'InvalidOperationException',
    `Cannot access child value on Newtonsoft.Json.Linq.${kind}.`,
  )
}

function raiseArrayIndex(): never {
  raise(
    'ArgumentOutOfRangeException',
    "Index was out of range. Must be non-negative and less than the size of the collection. (Parameter 'index')",
  )
}

function setChild(self: JToken, key: Value, value: JToken): void {
  if (self instanceof JObject && typeof key === 'string') self.set(key, value)
  else if (self instanceof JArray && typeof key === 'number') {
    const held = self.items[key] ?? raiseArrayIndex()
    replaceToken(held, value)
  } else childBy(self, key)
}

function converted(found: JToken | undefined, type: TypeNode | undefined): Value {
  if (found === undefined) return type === undefined ? null : missingAs(type)
  return type === undefined ? found : fromJson(type, found)
}

/** `Value<int>("missing")` is the type's default. */
function missingAs(type: TypeNode): Value {
  return type.isNullable ? null : defaultOf(type)
}

function valuesOf(self: JToken, type: TypeNode | undefined): readonly Value[] {
  const values = childrenOf(self).map((child) => (child instanceof JProperty ? child.value : child))
  return type === undefined ? values : values.map((value) => fromJson(type, value))
}

function descendantsOf(self: JToken): JToken[] {
  return childrenOf(self).flatMap((child) => [child, ...descendantsOf(child)])
}

/** `Children<JProperty>()` is for what is one already. */
function ofType(tokens: readonly JToken[], type: TypeNode | undefined): readonly Value[] {
  if (type === undefined) return tokens
  return tokens.map((one) => fromJson(type, one))
}

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

function isSpread(content: Value): boolean {
  return typeof content === 'object' && !(content instanceof JToken) && sequence.accepts(content)
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

function parsedAs<Token extends JToken>(
  json: string,
  type: abstract new (...args: never[]) => Token,
  name: string,
): Token {
  const parsed = parseJson(json)
  if (parsed instanceof type) return parsed
  const kind = parsed instanceof JValue ? parsed.type : parsed.netType.slice(1)
  return raise(
    'JsonReaderException',
    `Error reading ${name} from JsonReader. Current JsonReader item is not an ${name === 'JObject' ? 'object' : 'array'}: ${kind}. Path '', line 1, position 1.`,
  )
}
