import type { XmlElement } from '../gateway/policy/xml/element.ts'
import { allIn } from './policies-in.ts'

/** `<origin>*</origin>`, if there is one. */
export function anyOrigin(cors: XmlElement): XmlElement | undefined {
  return allIn(cors).find(({ name, text }) => name === 'origin' && text.trim() === '*')
}
