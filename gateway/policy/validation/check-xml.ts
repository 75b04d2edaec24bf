import { SaxesParser } from 'saxes'
import { incorrectMessage, type Subject, validationException } from './check-json.ts'
import type { Finding } from './report.ts'

const envelopes = new Set([
  'http://schemas.xmlsoap.org/soap/envelope/',
  'http://www.w3.org/2003/05/soap-envelope',
])

/** Whether a body is well-formed XML and, for SOAP, an envelope with a body. No schema is read. */
export function checkXml(text: string, isSoap: boolean, subject: Subject): readonly Finding[] {
  const parser = new SaxesParser({ xmlns: true })
  const top: string[] = []
  let depth = 0
  let problem: string | undefined
  parser.on('opentag', ({ local, uri }) => {
    depth += 1
    if (depth <= 2) top.push(envelopes.has(uri) ? `soap:${local}` : local)
  })
  parser.on('closetag', () => {
    depth -= 1
  })
  parser.on('doctype', () => {
    problem ??= 'A document type declaration is not allowed.'
  })
  parser.on('error', (error) => {
    problem ??= error.message
  })
  // Half a pair at the end of a comment that is wrong already makes the parser throw.
  parser.write(text.replace(/^\uFEFF/, '').toWellFormed()).close()
  if (problem !== undefined) return [validationException(problem, subject)]
  if (!isSoap || (top[0] === 'soap:Envelope' && top.includes('soap:Body'))) return []
  return [incorrectMessage('The message is no SOAP envelope with a body.', '', subject)]
}
