import { countsOf, type Evidence } from '../evidence.ts'
import {
  defineMeasure,
  inconclusive,
  type Judgement,
  judged,
  limitOf,
  type Objective,
} from './objective.ts'
import { shareInterval } from './statistics.ts'

/**
 * What was lost, per class of data. `requests`: neither answered well nor refused (failed, unknown,
 * not sent). `config`: published revisions that an instance does not serve at its end, and answers
 * with an older revision than the same instance had served before.
 */
export const lost = defineMeasure({
  name: 'lost',
  examples: ['lost(requests) <= 2%', 'lost(requests) <= 40 after fault', 'lost(config) = 0'],
  about: 'requests without a good answer or a refusal, or configuration revisions not served',
  arguments: ['requests', 'config'],
  operators: ['<', '<=', '='],
  limits: ['%', 'count'],
  isOfRequests: true,
  judge(objective, evidence) {
    return objective.argument === 'config'
      ? judgeConfig(objective, evidence)
      : judgeRequests(objective, evidence)
  },
})

function judgeRequests(objective: Objective, evidence: Evidence): Judgement {
  const { limit } = objective
  const { failed, unknown, 'not-sent': notSent, offered } = countsOf(evidence, objective)
  const unit = limit.kind === 'number' ? limit.unit : 'count'
  if (offered === 0) return inconclusive(objective, unit, 0, 'no request was offered')
  const count = failed + unknown + notSent
  const parts = `${failed} failed, ${unknown} unknown, ${notSent} not sent`
  const why = `${count} of ${offered} requests: ${parts}`
  const allowedShare = limitOf(objective) / (unit === 'count' ? offered : 100)
  const bad = { share: count / offered, allowedShare }
  if (unit === 'count') return judged(objective, count, { unit, samples: offered, why, bad })
  const { low, high } = shareInterval(count, offered)
  const interval = { low: low * 100, high: high * 100 }
  return judged(objective, (count / offered) * 100, { unit, samples: offered, interval, why, bad })
}

function judgeConfig(objective: Objective, { configuration }: Evidence): Judgement {
  const { published, instances } = configuration
  if (instances.length === 0) {
    return inconclusive(objective, 'count', 0, 'no instance told which revision it served')
  }
  const behind = instances.filter(({ served }) => served < published)
  const missing = Math.max(0, ...behind.map(({ served }) => published - served))
  const steppedBack = instances.filter((instance) => instance.steppedBack > 0)
  const why =
    behind.length + steppedBack.length === 0
      ? `all ${instances.length} instances ended on revision ${published}, none stepped back`
      : [
          ...behind.map(({ instance, served }) => `${instance} ended on ${served} of ${published}`),
          ...steppedBack.map(({ instance }) => `${instance} served an older one again`),
        ].join(', ')
  const measured = missing + steppedBack.length
  return judged(objective, measured, { unit: 'count', samples: instances.length, why })
}
