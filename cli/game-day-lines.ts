import type { DrillProgress } from '../sim/progress.ts'

/** What changes in a world that is held up, one line each: instances and faults. */
export function gameDayLines(say: (line: string) => void): {
  starting(scenario: string): void
  show(now: DrillProgress): void
} {
  let shown = ''
  return {
    starting: (scenario) => say(`${scenario}: starting its world`),
    show({ phase, instancesIn, instances, faults }) {
      if (phase === 'starting' || phase === 'ended') return
      const states = faults.map(({ id, state }) => `${id} ${state}`)
      const line = [
        ...(phase === 'load' ? [] : [phase]),
        `${instancesIn} of ${instances} instances in`,
        ...states,
      ].join('; ')
      if (line !== shown) say(`  ${line}`)
      shown = line
    },
  }
}
