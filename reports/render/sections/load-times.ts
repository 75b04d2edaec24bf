import type { Findings } from '../../findings.ts'
import { countText, timeText } from '../../format.ts'
import type { LoadTimeName } from '../../load-times.ts'
import { replayText } from '../../replay.ts'
import { html, type Markup, section, table } from '../markup.ts'

const texts: Readonly<Record<LoadTimeName, readonly [string, string]>> = {
  lateness: ['started late', 'the generator itself, between the intended and the actual start'],
  poolWait: ['waited for a connection', 'all connections of its population were busy'],
  connect: [
    'opened a connection',
    'the name, where it had to be asked for, and TCP; new ones only',
  ],
  service: ['served', 'from the request on the wire to the last byte of its answer'],
  response: ['response time', 'from the intended start to the last byte; what objectives judge'],
}

/** Where the time that users waited went: the generator, its connections, the system. */
export function loadTimesSection({ loadTimes, replay }: Findings): Markup {
  const about =
    'Of every attempt after the warm-up. Served and response time are of those that were answered, ' +
    'whatever the status; quantiles of parts do not add up, but the parts of each attempt do.'
  return section('load-times', 'Where the time went', about, [
    table(
      'Times of the load',
      [
        { name: 'Part' },
        { name: 'Attempts', isNumber: true },
        { name: 'p50', isNumber: true },
        { name: 'p99', isNumber: true },
        { name: 'Max', isNumber: true },
        { name: '' },
      ],
      loadTimes.map(({ name, count, p50Ms, p99Ms, maxMs }) => [
        texts[name][0],
        countText(count),
        timeText(p50Ms),
        timeText(p99Ms),
        timeText(maxMs),
        html`<span class="quiet">${texts[name][1]}</span>`,
      ]),
    ),
    ...(replay === undefined ? [] : [html`<p>Trace: ${replayText(replay)}.</p>`]),
  ])
}
