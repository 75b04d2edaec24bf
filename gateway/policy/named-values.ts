import type { Problem } from '../../ledger/errors.ts'
import type { NamedValue, PolicyDocument } from '../../ledger/revision.ts'
import { placeOf } from './xml/place.ts'

export type Substituted = { readonly text: string; readonly problems: readonly Problem[] }

export type SubstitutionPlace = {
  readonly document: PolicyDocument
  /** Of the text in the document. */
  readonly offset: number
  /** Liquid writes `{{body.x}}` too: names that are no named value are then left to it. */
  readonly isLiquid?: boolean
  /** Told the length of each value that is put in; throws when there is no room for it. */
  readonly grow?: (length: number) => void
}

/** A display name: letters, digits, `.`, `-` and `_`. */
const reference = /\{\{\s*([A-Za-z0-9._-]+)\s*\}\}/g

/**
 * Puts the values of `{{name}}` into a text, as it stands, once: a value's own `{{...}}` stays.
 * To be done before an expression is compiled, for a value may be a token of it (`<= {{limit}}`).
 * What cannot be put in is a problem and stays as written. Source: APIM, named values.
 */
export function substituteNamedValues(
  text: string,
  namedValues: readonly NamedValue[],
  place: SubstitutionPlace,
): Substituted {
  if (!text.includes('{{')) return { text, problems: [] }
  const problems: Problem[] = []
  const substituted = text.replace(reference, (written, name: string, index: number) => {
    const found = namedValues.find(({ displayName }) => displayName === name)
    if (found?.value !== undefined) {
      place.grow?.(found.value.length)
      return found.value
    }
    if (found !== undefined) problems.push(withoutValue(name, index, place))
    else if (place.isLiquid !== true) problems.push(unknown(name, index, place))
    return written
  })
  return { text: substituted, problems }
}

function unknown(name: string, index: number, { document, offset }: SubstitutionPlace): Problem {
  return {
    code: 'NAMED_VALUE_UNKNOWN',
    where: placeOf(document, offset + index),
    what: `there is no named value ${name}`,
    why: 'the artifact folder defines none with this display name',
    fix: `define ${name} in namedValues, or in the scenario's gateway.namedValues`,
  }
}

function withoutValue(
  name: string,
  index: number,
  { document, offset }: SubstitutionPlace,
): Problem {
  return {
    code: 'NAMED_VALUE_WITHOUT_VALUE',
    where: placeOf(document, offset + index),
    what: `the named value ${name} has no value here`,
    why: 'it is a secret, which an artifact folder does not hold',
    fix: `give a value for it in the scenario's gateway.namedValues`,
  }
}
