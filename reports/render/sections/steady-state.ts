import type { Findings } from '../../findings.ts'
import { percentText, timeText } from '../../format.ts'
import { type SteadyState, steadyTextOf } from '../../steady-state.ts'
import { badge } from '../badge.ts'
import { html, type Markup, section, table } from '../markup.ts'

/** Whether the world, and what users saw of it, came back to what it was. */
export function steadySection({ steadyStates }: Findings): Markup {
  const about =
    'Steady means that every instance is in its load balancer and answers, and that a canary gets ' +
    'through each edge. It is looked at before anything is harmed, and again after the load.'
  const isBack = steadyStates.every(({ isSteady }) => isSteady === true)
  return section('steady-state', 'Steady state before and after', about, [
    html`<p>${isBack ? badge('pass', 'small', 'steady') : badge('inconclusive', 'small', 'not steady')} ${steadyTextOf(steadyStates)}</p>`,
    table(
      'The world and its users, before and after',
      [
        { name: '' },
        { name: 'World' },
        { name: 'Good requests', isNumber: true },
        { name: 'Latency p99', isNumber: true },
      ],
      steadyStates.map((state) => [
        state.when === 'before' ? 'before the first fault' : 'after the last one',
        worldText(state),
        state.goodShare === undefined ? '–' : percentText(state.goodShare * 100),
        latencyText(state.p99Ms),
      ]),
    ),
  ])
}

function worldText({ isSteady, unsteady }: SteadyState): string {
  if (isSteady === undefined) return 'not looked at'
  return isSteady ? 'steady' : `not steady: ${unsteady.join(', ') || 'no answer through an edge'}`
}

function latencyText(p99Ms: number | undefined): string {
  if (p99Ms === undefined) return 'too few to tell'
  return Number.isFinite(p99Ms) ? timeText(p99Ms) : 'no good answer'
}
