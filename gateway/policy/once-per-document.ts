import type { Compilation } from './compilation.ts'
import { policyProblem } from './errors.ts'
import type { XmlElement } from './xml/element.ts'

/** Says which policies stand more often in a document than the service takes. */
export function sayRepeated(root: XmlElement, { registry, findings }: Compilation): void {
  const seen = new Set<string>()
  const look = (element: XmlElement): void => {
    if (registry.get(element.name)?.isOnce === true) {
      if (seen.has(element.name)) {
        findings.warnings.push(
          policyProblem(element, 'POLICY_NOT_ALLOWED_HERE', {
            what: `<${element.name}> stands a second time in this document`,
            why: 'the service takes it once per document',
            fix: 'keep one; this gateway runs each where it stands',
          }),
        )
      }
      seen.add(element.name)
    }
    for (const child of element.children) look(child)
  }
  look(root)
}
