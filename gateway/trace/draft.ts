import type { StepSite } from './recorder.ts'
import type { Change, TraceMessage, TraceStep } from './trace.ts'

/** A step of a trace while it is written; nothing in it is masked yet. */
export type Draft = {
  -readonly [Key in keyof Omit<TraceStep, 'changes' | 'messages'>]: TraceStep[Key]
} & {
  readonly changes: Change[]
  readonly messages: TraceMessage[]
}

export function draftOf({ place, owner, document }: StepSite, startUs: number): Draft {
  return {
    policy: place.policy,
    policyId: place.policyId,
    section: place.section,
    scope: place.scope,
    owner,
    path: place.path,
    document,
    startUs,
    durationUs: 0,
    outcome: 'unfinished',
    changes: [],
    messages: [],
  }
}

export function failedWith(draft: Draft, error: NonNullable<TraceStep['error']>): void {
  const { status, reason, message } = error
  draft.outcome = 'failed'
  draft.error = { status, reason, message }
}
