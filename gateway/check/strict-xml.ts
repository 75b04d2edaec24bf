import { SaxesParser } from 'saxes'
import type { Problem } from '../../ledger/errors.ts'
import type { PolicyDocument } from '../../ledger/revision.ts'

/**
 * The first place where a document is not standard XML, as the management API wants it with
 * `format: xml`: expressions in it are escaped. Undefined when it is.
 * Source: APIM, Policy - Create Or Update; XML 1.0.
 */
export function strictXmlProblem({ file, xml }: PolicyDocument): Problem | undefined {
  let found: Problem | undefined
  const parser = new SaxesParser({ position: true })
  const note = (what: string) => {
    // Columns are counted from 0 there.
    found ??= {
      code: 'POLICY_XML_NOT_STRICT',
      where: `${file}:${parser.line}:${parser.column + 1}`,
      what,
      why: 'format xml is standard XML; only rawxml has C# as it is written',
      fix: 'escape what stands in expressions (&lt; &amp; &quot;), or use rawxml',
    }
  }
  parser.on('error', ({ message }) => note(message.replace(/^\d+:\d+: /, '')))
  parser.on('doctype', () => note('a document type, which policy documents do not have'))
  parser.write(xml).close()
  return found
}
