import type { Compilation, Site } from './compilation.ts'
import type { PolicyLoad } from './define-policy.ts'
import { compileText, type TextKinds } from './texts.ts'
import type { XmlElement } from './xml/element.ts'

export type TextLoad = Pick<PolicyLoad, 'text' | 'expression' | 'condition' | 'number'>

/** Compiles texts of a policy and notes what they need and what is wrong with them. */
export function textLoad(
  element: XmlElement,
  { needs }: Site,
  { findings, certificates }: Compilation,
): TextLoad {
  const compiled = <Kind extends keyof TextKinds>(kind: Kind, source: string, at = element) => {
    const text = compileText(kind, source, at, certificates)
    findings.warnings.push(...text.warnings)
    findings.errors.push(...text.errors)
    if (text.usesRequestBody) needs.requestBody = true
    if (text.usesResponseBody) needs.responseBody = true
    return text.evaluate
  }
  return {
    text: (source, at) => compiled('text', source, at),
    expression: (source, at) => compiled('value', source, at),
    condition: (source, at) => compiled('condition', source, at),
    number: (source, at) => compiled('number', source, at),
  }
}
