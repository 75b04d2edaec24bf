import { parse } from 'yaml'
import { GatedrillError } from '../ledger/errors.ts'

/**
 * The parameters of a fault from what stands behind its kind: `--zone 2 --silence-ms 500` is
 * `{ zone: 2, silenceMs: 500 }`. Values are read as in `--set`; a name that comes twice is a list.
 */
export function faultParamsOf(words: readonly string[]): Record<string, unknown> {
  const params: Record<string, unknown> = {}
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? ''
    const [, flag, inline] = /^--([a-z][a-z0-9-]*)(?:=(.*))?$/is.exec(word) ?? []
    if (flag === undefined) throw badParam(word)
    const next = words[at + 1]
    const hasNext = inline === undefined && next !== undefined && !next.startsWith('--')
    if (hasNext) at += 1
    // A name alone is a switch.
    const value = readValue(inline ?? (hasNext ? next : 'true'))
    const name = camelCased(flag)
    params[name] = Object.hasOwn(params, name) ? [params[name], value].flat() : value
  }
  return params
}

/** YAML's flow style: 2, true, [1, 2], and everything else a text. */
function readValue(text: string): unknown {
  try {
    return parse(text)
  } catch {
    return text
  }
}

/** As parameters are written: `silence-ms` is `silenceMs`; `silenceMs` stays. */
function camelCased(flag: string): string {
  return flag.replace(/-([a-z0-9])/g, (_whole, letter: string) => letter.toUpperCase())
}

function badParam(word: string): GatedrillError {
  return new GatedrillError({
    code: 'CLI_BAD_PARAM',
    where: `inject ${word}`,
    what: 'this is no parameter',
    why: 'a parameter of a fault is a name with -- and its value behind it',
    fix: 'write --zone 2, or --zone=2; "gatedrill faults" lists what each fault takes',
  })
}
