import type { Exchange } from '../pipeline/exchange.ts'
import type { PlacedStep } from '../pipeline/steps.ts'
import type { Site } from '../policy/compilation.ts'
import type { Stop } from '../policy/define-policy.ts'
import type { XmlElement } from '../policy/xml/element.ts'
import { placeOf } from '../policy/xml/place.ts'
import type { Recorder, StepSite } from './recorder.ts'

/** What makes a traced step of each step; a configuration compiled without it has no trace of it. */
export type Instrument = (step: PlacedStep, element: XmlElement, site: Site) => PlacedStep

/**
 * The same step, which tells the recorder of its exchange when it begins and ends. Plans for traced
 * requests are compiled with it, and those for all others without: they pay nothing.
 */
export const recorded: Instrument = (step, element, { owner }) => {
  const { place, run } = step
  const site: StepSite = { place, owner, document: placeOf(element.document, element.offset) }
  return {
    ...step,
    run(exchange) {
      const { recorder } = exchange
      return recorder === undefined ? run(exchange) : runRecorded(step, site, exchange, recorder)
    },
  }
}

function runRecorded(
  { run }: PlacedStep,
  site: StepSite,
  exchange: Exchange,
  recorder: Recorder,
): Stop | undefined | Promise<Stop | undefined> {
  const draft = recorder.begin(site, exchange)
  const ended = (stop: Stop | undefined) => {
    recorder.ended(draft, exchange, stop)
    return stop
  }
  const threw = (error: unknown): never => {
    recorder.threw(draft, exchange, error)
    throw error
  }
  let stop: ReturnType<typeof run>
  try {
    stop = run(exchange)
  } catch (error) {
    return threw(error)
  }
  recorder.returned(draft)
  return stop instanceof Promise ? stop.then(ended, threw) : ended(stop)
}
