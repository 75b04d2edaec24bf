import { defineRule } from '../define-rule.ts'
import { literalNumberOf } from '../expression-text.ts'
import { atAttribute, attributeOf, policiesNamed } from '../policies-in.ts'
import { sources } from '../sources.ts'

/** Waits for a backend that outlast the client. */
export const timeoutBeyondDeadline = defineRule({
  id: 'timeout-beyond-deadline',
  severity: 'medium',
  reads: 'a scenario',
  finds: 'a wait for a backend that is longer than clients wait for the gateway',
  why: 'the client has gone by then: the gateway holds a connection, and the backend works, for nobody',
  fix: 'make the timeout shorter than load.deadlineMs, so that on-error can still answer',
  source: sources.transientFaults,
  find(subject) {
    const given = subject.scenario
    if (given === undefined) return []
    const { deadlineMs } = given.scenario.load
    return policiesNamed(subject, 'forward-request', 'send-request').flatMap(({ element }) => {
      const inMs = literalNumberOf(subject.valueOf(attributeOf(element, 'timeout-ms') ?? ''))
      const inS = literalNumberOf(subject.valueOf(attributeOf(element, 'timeout') ?? ''))
      // One that is not said is told by forward-timeout-unset.
      if (inMs === undefined && inS === undefined) return []
      const timeoutMs = inMs ?? (inS ?? 0) * 1_000
      if (timeoutMs <= deadlineMs) return []
      const name = inMs === undefined ? 'timeout' : 'timeout-ms'
      const at = subject.placeOf(atAttribute(element, name))
      return [
        { at, what: `<${element.name}> waits ${timeoutMs} ms, clients wait ${deadlineMs} ms` },
      ]
    })
  },
})
