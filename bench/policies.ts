import { Departure } from '../gateway/pipeline/departure.ts'
import type { Exchange } from '../gateway/pipeline/exchange.ts'
import { HeaderList } from '../gateway/pipeline/headers.ts'
import { newExchange } from '../gateway/pipeline/new-exchange.ts'
import { runSteps } from '../gateway/pipeline/steps.ts'
import { compilePolicies, type Plan } from '../gateway/policy/compile.ts'
import type { Policy, Section, Stop } from '../gateway/policy/define-policy.ts'
import { policies as all } from '../gateway/policy/policies.ts'
import { clockSince, newEpochNs } from '../ledger/clock.ts'
import { GatedrillError } from '../ledger/errors.ts'
import type { RevisionContent } from '../ledger/revision.ts'
import { defineBench } from './define-bench.ts'
import { benchTools, contentWith, smallJson } from './policies/world.ts'

const warmUpRuns = 2_000
const rounds = 5
/** Long enough that one collection of garbage does not decide a round. */
const roundUs = 40_000
const batch = 100

/** What each policy adds to a request, measured on its own example. */
export const policies = defineBench({
  name: 'policies',
  about: 'microseconds that each policy takes of a request, in this process',
  async run(say, names) {
    const nowUs = clockSince(newEpochNs())
    const chosen = chosenFrom(names)
    say('Limits are not reached; waits, and answers of others, take no time.\n')
    say('| policy | us per request | its example |')
    say('|---|---:|---|')
    for (const policy of chosen) {
      const subject = subjectOf(policy)
      const us = await medianUs(subject, nowUs)
      say(
        `| ${policy.name} | ${us.toFixed(2)} | ${endOf(await subject.run(subject.newExchange()))} |`,
      )
    }
  },
})

function chosenFrom(names: readonly string[]): readonly Policy[] {
  const unknown = names.filter((name) => !all.some((policy) => policy.name === name))
  if (unknown.length > 0) {
    throw new GatedrillError({
      code: 'BENCH_OPTION',
      where: unknown.join(' '),
      what: 'no policy has this name',
      why: 'behind its name this bench takes names of policies; without any it measures all',
      fix: 'see docs/policies.md for those there are',
    })
  }
  return names.length === 0 ? all : all.filter(({ name }) => names.includes(name))
}

type Subject = {
  newExchange(): Exchange
  run(exchange: Exchange): Stop | undefined | Promise<Stop | undefined>
}

/** The section that the policy stands in, with nothing in it but the policy. */
function subjectOf(policy: Policy): Subject {
  const tools = benchTools()
  const content = contentWith(policy, policy.example)
  const plans = compilePolicies({ content, tools, policies: all, isStrict: false })
  const [api] = content.apis
  const [product] = content.products
  const plan = plans.planOf(product, api, api?.operations[0])
  const section: Section = policy.sections[0] ?? 'inbound'
  const hasResponse = section === 'outbound' || section === 'on-error'
  return {
    newExchange() {
      const exchange = exchangeOf(content, plan, tools.clock)
      if (hasResponse) exchange.response = smallJson()
      return exchange
    },
    run: (exchange) => runSteps(plan[section], exchange),
  }
}

function exchangeOf(
  { apis: [api], products: [product], subscriptions: [subscription] }: RevisionContent,
  plan: Plan,
  clock: ReturnType<typeof benchTools>['clock'],
): Exchange {
  const headers = new HeaderList()
  headers.set('Host', 'gateway.example')
  headers.set('Accept', 'application/json')
  const url = {
    scheme: 'https',
    host: 'gateway.example',
    port: 443,
    path: '/item',
    query: new Map<string, string[]>(),
    rawQuery: '',
  }
  return newExchange({
    requestId: 1,
    attempt: 1,
    receivedAtUs: clock.nowUs(),
    request: {
      method: 'GET',
      url,
      originalUrl: url,
      headers,
      matchedParameters: new Map(),
      ipAddress: '10.0.0.7',
      body: { kind: 'empty' },
    },
    match: api === undefined ? undefined : { api, operation: api.operations[0] },
    product,
    subscription,
    isPreflight: false,
    plan,
    deployment: { region: 'r', serviceName: 's', gatewayId: 'managed', instanceId: 'bench' },
    clock,
    random: () => 0.5,
    departure: new Departure(),
  })
}

/** Microseconds of one run: the median of several rounds. Making the exchanges is not counted. */
async function medianUs(subject: Subject, nowUs: () => number): Promise<number> {
  for (let runs = 0; runs < warmUpRuns; runs += batch) await batchUs(subject, nowUs)
  const measured: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    let [spentUs, runs] = [0, 0]
    const untilUs = nowUs() + roundUs
    while (nowUs() < untilUs) {
      spentUs += await batchUs(subject, nowUs)
      runs += batch
    }
    measured.push(spentUs / runs)
  }
  return measured.toSorted((a, b) => a - b)[Math.floor(rounds / 2)] ?? Number.NaN
}

async function batchUs(subject: Subject, nowUs: () => number): Promise<number> {
  const exchanges = Array.from({ length: batch }, subject.newExchange)
  const startUs = nowUs()
  for (const exchange of exchanges) {
    const stop = subject.run(exchange)
    // Only what gives a promise is waited for, as in the pipeline.
    if (stop instanceof Promise) await stop
  }
  return nowUs() - startUs
}

function endOf(stop: Stop | undefined): string {
  if (stop === undefined) return 'goes on'
  return stop.stop === 'fail' ? `ends with ${stop.status} ${stop.reason}` : `ends: ${stop.stop}`
}
