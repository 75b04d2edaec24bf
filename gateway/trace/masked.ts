import type { Draft } from './draft.ts'
import type { Mask } from './mask.ts'
import type { Change, TraceStep } from './trace.ts'

/** Credentials that a policy put into a header are secrets from then on, in every text. */
export function noteSecrets(changes: readonly Change[], mask: Mask): void {
  for (const change of changes) {
    if (change.kind === 'header' && change.value !== undefined) {
      mask.noteHeader(change.name, change.value)
    }
  }
}

export function maskedStep(draft: Draft, mask: Mask): TraceStep {
  const { error, changes, messages } = draft
  return {
    ...draft,
    ...(error && { error: { ...error, message: mask.text(error.message) } }),
    changes: changes.map((change) => maskedChange(change, mask)),
    messages: messages.map(({ atUs, source, text }) => ({ atUs, source, text: mask.text(text) })),
  }
}

export function maskedChange(change: Change, mask: Mask): Change {
  switch (change.kind) {
    case 'header': {
      const { name, value, before } = change
      return {
        ...change,
        ...(value !== undefined && { value: mask.header(name, value) }),
        ...(before !== undefined && { before: mask.header(name, before) }),
      }
    }
    case 'method':
    case 'url':
      return { ...change, value: mask.text(change.value), before: mask.text(change.before) }
    case 'variable':
      return change.value === undefined ? change : { ...change, value: mask.text(change.value) }
    case 'backend':
      return {
        ...change,
        value: mask.text(change.value),
        ...(change.before !== undefined && { before: mask.text(change.before) }),
      }
    default:
      return change
  }
}
