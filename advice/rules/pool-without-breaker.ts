import { defineRule } from '../define-rule.ts'
import { informationPath } from '../information-path.ts'
import { sources } from '../sources.ts'

/** Pools that go on calling a member which is down. */
export const poolWithoutBreaker = defineRule({
  id: 'pool-without-breaker',
  severity: 'medium',
  reads: 'a configuration',
  finds: 'a member of a backend pool without a circuit breaker',
  why: 'a pool leaves a member out only when its circuit is open: without one it gets its share for ever',
  fix: 'add a circuitBreaker rule to the member, with failures by status and by errorReasons',
  source: sources.backends,
  find({ configuration }) {
    if (configuration === undefined) return []
    const { backends } = configuration.content
    return backends
      .filter(({ members }) => members.length > 1)
      .flatMap(({ id: pool, members }) =>
        members.flatMap(({ id }) => {
          const member = backends.find((backend) => backend.id === id)
          if (member === undefined || member.circuitBreaker !== undefined) return []
          const path = informationPath('backends', id, 'backendInformation.json')
          const at = configuration.information(path)?.placeOf([]) ?? { field: `backends/${id}` }
          return [{ at, what: `${id}, of pool ${pool}, has none` }]
        }),
      )
  },
})
