import { outcomes } from '../../ledger/records.ts'
import { configurationTimesOf, type Span, spanOf } from '../configuration-times.ts'
import { type CheckEvidence, defineCheck, notClaimed, type Violation } from './define-check.ts'

/** A share of requests that fails anyway may come out this much higher by chance. */
const slackPercent = 0.1
const samplesMin = 100

/** Without its management plane a gateway serves as before, and comes back from a restart. */
export const gatewayStaticStability = defineCheck({
  name: 'gateway.static-stability',
  claim:
    'while the management plane is down requests are served as before, also by restarted instances',
  source:
    'APIM, reliability: gateways serve the last configuration while the primary region is lost',
  bound: `the share of failures without an outage, and ${slackPercent} percentage points`,
  check(evidence) {
    const { manifest, events, faults } = evidence
    const { planeDown } = configurationTimesOf(manifest, events, faults)
    const { loadStartUs, loadEndUs } = evidence
    const down = planeDown.filter(({ fromUs, toUs }) => toUs > loadStartUs && fromUs < loadEndUs)
    if (down.length === 0) return notClaimed('the management plane was never down under load')
    const others = faults.filter(({ targets }) => targets.some(isAnotherPart)).flatMap(spanOf)
    const during = failuresIn(evidence, down, others)
    if (during.count < samplesMin) {
      return notClaimed(`${during.count} requests came while nothing else was harmed`)
    }
    const otherwise = failuresOutside(evidence, [...down, ...others])
    const restarts = restartsIn(evidence, down)
    const bound = otherwise.percent + slackPercent
    const margin = { observed: during.percent, bound, unit: '%' } as const
    const samples = during.count
    const why =
      `${during.failed} of ${during.count} requests failed without it, ` +
      `${restarts.ready} of ${restarts.started} restarted instances came back`
    if (restarts.lost !== undefined) {
      return { verdict: 'broken', why, samples, margin, first: restarts.lost }
    }
    if (during.percent <= bound) return { verdict: 'holds', why, samples, margin }
    return {
      verdict: 'broken',
      why,
      samples,
      margin,
      first: { what: 'the first of them failed', ...present(during.firstAtUs) },
    }
  },
})

/** A region that goes with the plane in it takes its clients' answers along: that is another matter. */
function isAnotherPart(target: string): boolean {
  return target !== 'management'
}

type Failures = {
  readonly count: number
  readonly failed: number
  readonly percent: number
  readonly firstAtUs: number | undefined
}

function failuresIn(evidence: CheckEvidence, spans: readonly Span[], not: readonly Span[]) {
  return failuresWhere(evidence, (atUs) => isIn(spans, atUs) && !isIn(not, atUs))
}

function failuresOutside(evidence: CheckEvidence, spans: readonly Span[]) {
  return failuresWhere(evidence, (atUs) => !isIn(spans, atUs))
}

function failuresWhere(
  { requests, loadStartUs }: CheckEvidence,
  isCounted: (atUs: number) => boolean,
): Failures {
  let [count, failed] = [0, 0]
  let firstAtUs: number | undefined
  for (const [row, atUs] of requests.intendedAtUs.entries()) {
    if (atUs < loadStartUs || !isCounted(atUs)) continue
    count += 1
    const outcome = outcomes[requests.outcome[row] ?? 0]
    // Refused is served: a limit does its work without the plane too.
    if (outcome === 'ok' || outcome === 'rejected') continue
    failed += 1
    firstAtUs ??= atUs
  }
  return { count, failed, percent: count === 0 ? 0 : (failed / count) * 100, firstAtUs }
}

/** Instances that were started while the plane was down, and whether they served. */
function restartsIn({ manifest, events }: CheckEvidence, down: readonly Span[]) {
  const names = new Set(manifest.instances.map(({ instance }) => instance))
  const started = events.filter(
    ({ kind, source, atUs }) => kind === 'process-started' && names.has(source) && isIn(down, atUs),
  )
  const lost = started.find(
    (start) =>
      !events.some(
        ({ kind, source, atUs }) =>
          kind === 'process-ready' && source === start.source && atUs > start.atUs,
      ),
  )
  const violation: Violation | undefined = lost && {
    atUs: lost.atUs,
    what: `${lost.source} was started again and never served`,
  }
  return {
    started: started.length,
    ready: started.length - (lost === undefined ? 0 : 1),
    lost: violation,
  }
}

function isIn(spans: readonly Span[], atUs: number): boolean {
  return spans.some(({ fromUs, toUs }) => atUs >= fromUs && atUs < toUs)
}

function present(atUs: number | undefined): { readonly atUs?: number } {
  return atUs === undefined ? {} : { atUs }
}
