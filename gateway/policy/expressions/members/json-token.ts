import { spendStep } from '../budget.ts'
import { raise } from '../error.ts'
import { defaultOf } from '../runtime/cast.ts'
import { equalByValue } from '../runtime/equality.ts'
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
  type JToken,
  type JTokenType,
  JValue,
  rootOf,
} from '../values/json.ts'
import { defineType } from './define.ts'
import { formatting, jTokenType, tokenTypeOf } from './enums.ts'
import { jToken, raiseArrayIndex } from './json-content.ts'
import { pathOf, removeToken, replaceToken } from './json-tree.ts'
import { optional, rest } from './kind.ts'
import { any, bool, dynamic, sequence, text, token, typeArgument } from './kinds.ts'
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
    left === undefined || right === undefined ? left === right : areSame(left, right),
  )

export const jContainerTable = defineType('JContainer', jToken)

function typeNameOf(self: JToken): JTokenType {
  if (self instanceof JValue) return self.type
  if (self instanceof JObject) return 'Object'
  return self instanceof JArray ? 'Array' : 'Property'
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

/** Of the same kind and content; the order of properties says nothing. */
function areSame(left: JToken, right: JToken): boolean {
  spendStep()
  if (left instanceof JObject && right instanceof JObject) {
    const isSameSize = left.properties.size === right.properties.size
    return (
      isSameSize &&
      [...left.properties.values()].every(({ name, value }) => {
        const other = right.get(name)
        return other !== null && areSame(value, other)
      })
    )
  }
  const [ours, theirs] = [childrenOf(left), childrenOf(right)]
  if (left instanceof JValue || right instanceof JValue) return equalByValue(left, right)
  return (
    left.netType === right.netType &&
    ours.length === theirs.length &&
    ours.every((one, index) => areSame(one, theirs[index] ?? toJson(null)))
  )
}
