import type { Exchange } from '../../pipeline/exchange.ts'
import { JArray, JObject, JValue } from '../expressions/values/json.ts'
import type { GraphqlError } from './check-request.ts'

/** Appends errors to variables, as JArrays of objects with a `message`. */
export function noteErrors(
  errors: readonly GraphqlError[],
  names: readonly (string | undefined)[],
  { variables }: Exchange,
): void {
  for (const name of new Set(names)) {
    if (name === undefined) continue
    const known = variables.get(name)
    const all = known instanceof JArray ? known : new JArray()
    for (const { message } of errors) {
      const object = new JObject()
      object.set('message', new JValue('String', message))
      all.push(object)
    }
    variables.set(name, all)
  }
}
