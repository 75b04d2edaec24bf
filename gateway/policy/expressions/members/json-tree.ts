import { raise } from '../error.ts'
import { cloneToken, JArray, JObject, JProperty, type JToken } from '../values/json.ts'

/** `a.b[0].c` */
export function pathOf(token: JToken): string {
  const { parent } = token
  if (parent === undefined) return ''
  if (parent instanceof JProperty) return pathOf(parent)
  const before = pathOf(parent)
  if (parent instanceof JArray) return `${before}[${parent.items.indexOf(token)}]`
  if (!(token instanceof JProperty)) return before
  const isPlain = /^[^\s.'"[\]/\\()]+$/.test(token.name)
  if (!isPlain) return `${before}['${token.name}']`
  return before === '' ? token.name : `${before}.${token.name}`
}

/** Takes a token out of its parent; a property's value takes the property along. */
export function removeToken(token: JToken): null {
  const { parent } = token
  if (parent === undefined) raise('InvalidOperationException', 'The parent is missing.')
  if (parent instanceof JProperty) return removeToken(parent)
  if (parent instanceof JObject && token instanceof JProperty) parent.properties.delete(token.name)
  if (parent instanceof JArray) {
    parent.items.splice(parent.items.indexOf(token), 1)
  }
  token.parent = undefined
  return null
}

export function replaceToken(token: JToken, value: JToken): null {
  const { parent } = token
  if (parent === undefined) raise('InvalidOperationException', 'The parent is missing.')
  const owned = value.parent === undefined ? value : cloneToken(value)
  if (parent instanceof JProperty) parent.value = owned
  if (parent instanceof JArray) {
    parent.items[parent.items.indexOf(token)] = owned
  }
  owned.parent = parent
  token.parent = undefined
  return null
}
