import { html, type Markup, section, table } from '../render/markup.ts'
import type { CapacityDocument } from './capacity-document.ts'
import { downText, gapText, lossText, rateText, sourceText, useText } from './words.ts'

type Plan = NonNullable<CapacityDocument['plan']>

/** Units for the peak, headroom today, and what autoscale does not catch; nothing without a plan. */
export function planSections({ plan }: CapacityDocument): Markup {
  if (plan === undefined) return html``
  return html`${optionsSection(plan)}${autoscaleSection(plan)}`
}

function optionsSection({ peakPerS, options, today, slaSource, perUnit }: Plan): Markup {
  const hasPrice = options.some(({ pricePerMonth }) => pricePerMonth !== undefined)
  const columns = [
    { name: 'Carried with the loss of' },
    { name: 'Placement' },
    { name: 'Units', isNumber: true },
    { name: 'Used at the peak', isNumber: true },
    { name: 'After the loss', isNumber: true },
    { name: 'Declared SLA' },
    ...(hasPrice ? [{ name: 'A month', isNumber: true }] : []),
    { name: '' },
  ]
  const rows = options.map((option) => [
    option.survives,
    option.name,
    option.unitsInAll === undefined
      ? '–'
      : html`<b>${option.unitsInAll}</b>${option.regions > 1 ? ` (${option.regions} × ${option.unitsPerRegion})` : ''}`,
    useText(option.useAtPeak),
    useText(option.useAfterLoss),
    option.unitsInAll === undefined ? '–' : downText(option.sla),
    ...(hasPrice ? [option.pricePerMonth?.toLocaleString('en-US') ?? '–'] : []),
    html`<span class="quiet small">${option.note}</span>`,
  ])
  const about =
    `What is left after the loss carries ${rateText(peakPerS)} requests/s. Clients of a lost region may all come to ` +
    `the same other one. Units beyond what was measured: ${sourceText(perUnit)}. SLA: ${slaSource}.`
  return section('plan', `Units for a peak of ${rateText(peakPerS)} requests/s`, about, [
    table('Units for the peak', columns, rows),
    html`<p>Today: ${today.units} units carry ${rateText(today.carriedPerS)}/s; the peak uses ${useText(today.useAtPeak)}${lossText(today)}.</p>`,
  ])
}

function autoscaleSection({ autoscale, peakPerS }: Plan): Markup {
  const { rule, gaps, fromPerS, isInTier } = autoscale
  const source = rule.source === 'scenario' ? "the scenario's rule" : 'the documented advice'
  const about =
    `By ${source}: above ${rule.thresholdPercent} % over ${rule.windowMin} min, ${rule.unitsAdded} more, which serve after ` +
    `${rule.takesMin} min; then ${rule.cooldownMin} min of rest. ${isInTier ? '' : 'This tier has no such rules. '}` +
    `The load rises from ${rateText(fromPerS)} to ${rateText(peakPerS)} requests/s. Minutes are those of the platform.`
  const columns = [
    { name: 'Rises within' },
    { name: 'Requests beyond capacity', isNumber: true },
    { name: 'Of all that came', isNumber: true },
    { name: 'Carried after', isNumber: true },
  ]
  const content = table('What autoscale does not catch', columns, gaps.map(gapText))
  return section('autoscale', 'What autoscale does not catch in time', about, content)
}
