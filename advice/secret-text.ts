import { isExpression } from './expression-text.ts'

/** Beginnings and parts that only secrets have. */
const shapes = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /\b(AccountKey|SharedAccessKey|SharedAccessSignature|Password|Pwd)\s*=\s*[^;\s"'{}]{8,}/i,
  /\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\./,
  /\b(sk|pk|rk)[-_](live|test|proj|ant)[-_][A-Za-z0-9_-]{16,}/,
  /\bgh[pousr]_[A-Za-z0-9]{30,}/,
  /[?&]sig=[A-Za-z0-9%+/=]{20,}/,
]

/** What people write where a secret will stand. */
const placeholder =
  /\{\{|<[^>]*>|\.\.\.|…|\*{3}|(?<![a-z])(your|insert|replace|example|sample|dummy|placeholder|changeme|base64)(?![a-z])|^(secret|password)$|^x+$/i

/** A text that is a secret wherever it stands. */
export function isSecretByShape(text: string): boolean {
  return shapes.some((shape) => shape.test(text))
}

/**
 * A literal that may be a credential, where one is expected: long enough, without blanks, and
 * neither C#, a `{{name}}`, an address nor what stands for a secret in a sample.
 */
export function mayBeCredential(text: string): boolean {
  const value = text.trim()
  if (isSecretByShape(value)) return true
  if (value.length < 8 || /\s/.test(value) || isExpression(value)) return false
  return !/^https?:\/\//i.test(value) && !placeholder.test(value)
}

/** What is shown of a secret: enough to find it, and no more. */
export function shownSecret(text: string): string {
  return `${text.trim().slice(0, 3)}… (${text.trim().length} characters)`
}
