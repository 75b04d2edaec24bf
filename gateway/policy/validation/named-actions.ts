import { childrenNamed } from '../children.ts'
import type { PolicyLoad, Text } from '../define-policy.ts'
import type { XmlElement } from '../xml/element.ts'
import { namedActionAttributes } from './actions.ts'

/** Actions of children that name what they are for, by that name in lower case. */
export function compileNamedActions(
  element: XmlElement,
  child: string,
  load: PolicyLoad,
): ReadonlyMap<string, Text> {
  return new Map(
    childrenNamed(element, child).flatMap((one) => {
      const read = load.attributesOf(one, namedActionAttributes)
      return read === undefined
        ? []
        : [[read.name.toLowerCase(), load.text(read.action, one)] as const]
    }),
  )
}
