import type { AutoscaleInput } from '../../scenarios/schema/autoscale.ts'
import { type Clock, wait, within } from '../clock.ts'
import type { Timing } from '../timing.ts'
import { evaluate, evaluationMs } from './autoscaler.ts'
import type { ChangeDetail, ChangeEvent, Infrastructure } from './infrastructure.ts'
import type { Sample } from './metric-window.ts'
import { profileAt } from './profile-at.ts'
import type { ScaledWorld } from './scaled-world.ts'
import { stepOf } from './scaling-rules.ts'

export type AutoscaleOptions = {
  readonly clock: Clock
  readonly world: Pick<ScaledWorld, 'capacityPercentOf' | 'isIn'>
  readonly infrastructure: Infrastructure
  readonly autoscale: AutoscaleInput
  readonly timing: Timing
  /** How long a scale action takes. */
  readonly takesMin: number
  readonly signal: AbortSignal
  say(kind: ChangeEvent, detail: ChangeDetail): void
}

/** The metrics' grain. Source: Azure Monitor, supported metrics: PT1M. */
const grainMs = 60_000
/** An instance that does not answer in this time is left out of the sample. */
const answerWithinMs = 400

/**
 * Samples the capacity of the primary region every minute of the platform and evaluates the rules;
 * ends with the signal. No rule fires before its window has passed once: what the service did
 * before the drill is not known.
 */
export async function runAutoscale(options: AutoscaleOptions): Promise<void> {
  const { clock, timing, signal } = options
  const startUs = clock.nowUs()
  const scale = grainMs / timing.platformMinuteMs
  const nowMs = () => ((clock.nowUs() - startUs) / 1_000) * scale
  const autoscaler = new Autoscaler(options, nowMs)
  const every = async (periodMs: number, call: () => Promise<void>) => {
    while (!signal.aborted) {
      await call()
      await wait(clock, periodMs / scale, signal).catch(() => undefined)
    }
  }
  await Promise.all([
    every(grainMs, () => autoscaler.sample()),
    every(evaluationMs, () => autoscaler.evaluate()),
  ])
}

class Autoscaler {
  readonly #options: AutoscaleOptions
  readonly #nowMs: () => number
  readonly #region: string
  #samples: Sample[] = []
  #quietUntilMs = 0
  #said = ''

  constructor(options: AutoscaleOptions, nowMs: () => number) {
    this.#options = options
    this.#nowMs = nowMs
    this.#region = Object.keys(options.infrastructure.topology.regions)[0] ?? ''
  }

  async sample(): Promise<void> {
    const { clock, world, infrastructure, autoscale, timing } = this.#options
    const atMs = this.#nowMs()
    const isV2 = infrastructure.topology.tier.endsWith('-v2')
    const [shown, other] = isV2
      ? (['CpuPercent_Gateway', 'Capacity'] as const)
      : (['Capacity', 'CpuPercent_Gateway'] as const)
    const present = infrastructure.presentIn(this.#region)
    // One that is starting would answer when it has started, and leave a gap in all metrics.
    const reporting = present.filter(({ instance }) => world.isIn(instance))
    const read = reporting.map(async ({ instance }) => {
      const asked = world.capacityPercentOf(instance)
      const value = await within(clock, Math.min(timing.platformMinuteMs, answerWithinMs), asked)
      if (value === undefined) return []
      // A tier shows the other tiers' metric as 0. Source: Azure Monitor, supported metrics.
      return [
        { atMs, instance, metric: shown, value },
        { atMs, instance, metric: other, value: 0 },
      ]
    })
    const keepMs = Math.max(grainMs, ...autoscale.profiles.map(longestWindowMs))
    const fresh = this.#samples.filter((sample) => atMs - sample.atMs <= keepMs)
    this.#samples = [...fresh, ...(await Promise.all(read)).flat()]
  }

  async evaluate(): Promise<void> {
    const { infrastructure, autoscale, takesMin } = this.#options
    const nowMs = this.#nowMs()
    const profile = profileAt(autoscale.profiles, Date.parse(autoscale.startsAt) + nowMs)
    if (profile === undefined || nowMs < longestWindowMs(profile)) return
    const units = infrastructure.unitsOf(this.#region)
    const decision = evaluate({
      profile,
      samples: this.#samples,
      units,
      step: stepOf(infrastructure.topology, this.#region),
      nowMs,
      quietUntilMs: this.#quietUntilMs,
    })
    if (decision.kind === 'stay') return
    const detail = { what: 'scale', region: this.#region, by: 'autoscale', from: units } as const
    if (decision.kind === 'flapping') {
      this.#sayOnce('Flapping', { ...detail, to: decision.to, why: decision.why })
      return
    }
    const { to, why, cooldownMs } = decision
    const firedAtMs = nowMs
    const outcome = await infrastructure.scaleTo(this.#region, to, 'autoscale', takesMin, why)
    // Refused is asked for again with the next evaluation, and cools nothing down.
    if (outcome !== 'refused' && cooldownMs !== undefined)
      this.#quietUntilMs = firedAtMs + cooldownMs
    if (decision.isAdjusted) this.#sayOnce('FlappingOccurred', { ...detail, to, why })
  }

  /** The same reason at every evaluation is one event. */
  #sayOnce(event: string, detail: ChangeDetail): void {
    const text = `${event} ${detail.from} ${detail.to}`
    if (text === this.#said) return
    this.#said = text
    this.#options.say('change-skipped', { ...detail, event })
  }
}

function longestWindowMs({ rules }: AutoscaleInput['profiles'][number]): number {
  return Math.max(0, ...rules.map(({ metricTrigger }) => metricTrigger.timeWindow))
}
