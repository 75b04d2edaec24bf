import { spendItems, spendStep } from '../budget.ts'
import { NetObject, type Value } from '../value.ts'

export type JTokenType =
  | 'Object'
  | 'Array'
  | 'Property'
  | 'Integer'
  | 'Float'
  | 'String'
  | 'Boolean'
  | 'Null'
  | 'Undefined'
  | 'Date'
  | 'Bytes'
  | 'Guid'
  | 'Uri'
  | 'TimeSpan'

/** A token knows its parent, as Newtonsoft's do: paths, `Remove` and `Parent` need it. */
export abstract class JToken extends NetObject {
  parent: JToken | undefined = undefined
}

export class JValue extends JToken {
  readonly netType = 'JValue'
  readonly type: JTokenType
  readonly value: Value

  constructor(type: JTokenType, value: Value) {
    super()
    this.type = type
    this.value = value
  }
}

export class JProperty extends JToken {
  readonly netType = 'JProperty'
  readonly name: string
  value: JToken

  constructor(name: string, value: JToken) {
    super()
    this.name = name
    this.value = value
    adopt(this, value)
  }
}

export class JObject extends JToken {
  readonly netType = 'JObject'
  readonly properties = new Map<string, JProperty>()

  /** Replaces or appends. */
  set(name: string, value: JToken): void {
    const owned = ownedBy(this, value)
    const known = this.properties.get(name)
    if (known === undefined) {
      const property = new JProperty(name, owned)
      property.parent = this
      this.properties.set(name, property)
    } else {
      known.value.parent = undefined
      known.value = owned
      adopt(known, owned)
    }
  }

  get(name: string): JToken | null {
    return this.properties.get(name)?.value ?? null
  }
}

export class JArray extends JToken {
  readonly netType = 'JArray'
  readonly items: JToken[] = []

  push(value: JToken): void {
    this.insert(this.items.length, value)
  }

  insert(index: number, value: JToken): void {
    const owned = ownedBy(this, value)
    adopt(this, owned)
    this.items.splice(index, 0, owned)
  }
}

function adopt(parent: JToken, child: JToken): void {
  child.parent = parent
}

/** A token that stands somewhere already is copied, and so is what would come to hold itself. */
function ownedBy(parent: JToken, value: JToken): JToken {
  if (value.parent !== undefined) return cloneToken(value)
  return !(value instanceof JValue) && value === rootOf(parent) ? cloneToken(value) : value
}

/** The token that all around it stand in. */
export function rootOf(token: JToken): JToken {
  let at = token
  while (at.parent !== undefined) at = at.parent
  return at
}

/** A token has one parent; put into a second place, Newtonsoft copies it. */
export function cloneToken(token: JToken): JToken {
  spendStep()
  // A copy of what was copied doubles with each: it costs what making it anew would.
  spendItems(1)
  if (token instanceof JObject) {
    const copy = new JObject()
    for (const { name, value } of token.properties.values()) copy.set(name, cloneToken(value))
    return copy
  }
  if (token instanceof JArray) {
    const copy = new JArray()
    for (const item of token.items) copy.push(cloneToken(item))
    return copy
  }
  if (token instanceof JProperty) return new JProperty(token.name, cloneToken(token.value))
  return token instanceof JValue ? new JValue(token.type, token.value) : token
}

export function jsonNull(): JValue {
  return new JValue('Null', null)
}

/** What stands directly inside. */
export function childrenOf(token: JToken): readonly JToken[] {
  if (token instanceof JObject) return [...token.properties.values()]
  if (token instanceof JArray) return token.items
  return token instanceof JProperty ? [token.value] : []
}
