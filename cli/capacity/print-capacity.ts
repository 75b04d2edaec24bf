import { join, relative } from 'node:path'
import { styleText } from 'node:util'
import type { CapacityDocument, MeasuredUnits } from '../../reports/capacity/capacity-document.ts'
import {
  downText,
  gapText,
  kneeText,
  lossText,
  rateText,
  sourceText,
  unitsText,
  useText,
} from '../../reports/capacity/words.ts'
import { timeText } from '../../reports/format.ts'
import { linesOf } from './text-table.ts'

/** The result for a person: what units carry, what follows for a peak, and what to know of it. */
export function printCapacity(document: CapacityDocument, folder: string): void {
  const { verdict, why, remarks, provenance, scenario, slo } = document
  const lines = [
    '',
    styleText('bold', `What units of ${scenario} carry with ${slo.join(' and ')}`),
    ...linesOf(
      ['units', 'requests/s carried', '95 % interval', 'gateway', 'backend', 'CPU/unit', 'MB/unit'],
      document.units.map(unitsRow),
    ),
    ...lawLines(document),
    ...planLines(document),
    '',
    ...remarks.map((remark) => `  note: ${remark}`),
    '',
    verdict === 'pass'
      ? styleText(['bold', 'green'], `MEASURED  ${why}`)
      : styleText(['bold', 'yellow'], `INCONCLUSIVE  ${why}`),
    `page    ${relative('', join(folder, 'capacity.html'))}`,
    `repeat  ${provenance.command}`,
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
}

function unitsRow(measured: MeasuredUnits): string[] {
  const { units, knee, atKnee } = measured
  const split = atKnee?.split
  return [
    String(units),
    kneeText(measured),
    knee === undefined ? '–' : `${rateText(knee.lowPerS)} to ${rateText(knee.highPerS)}`,
    split === undefined ? '–' : timeText(split.gateway.meanMs),
    split === undefined ? '–' : timeText(split.backend.meanMs),
    atKnee === undefined ? '–' : atKnee.processorsPerUnit.toFixed(2),
    atKnee === undefined ? '–' : atKnee.residentMbPerUnit.toFixed(0),
  ]
}

function lawLines({ law, lawDoubt }: CapacityDocument): string[] {
  if (law === undefined) return [`  no scalability law: ${lawDoubt}`]
  const { gammaPerS, alpha, beta, peakUnits } = law
  const peak = peakUnits === undefined ? 'no peak' : `peak at ${peakUnits.toFixed(1)} units`
  return [
    `  scalability law: ${rateText(gammaPerS)}/s alone, contention ${alpha.toFixed(4)}, coherency ${beta.toFixed(5)}, ${peak}`,
    ...(lawDoubt === undefined ? [] : [`  not built upon: ${lawDoubt}`]),
  ]
}

function planLines({ plan }: CapacityDocument): string[] {
  if (plan === undefined) return []
  const { peakPerS, options, today, autoscale, slaSource, perUnit } = plan
  const hasPrice = options.some(({ pricePerMonth }) => pricePerMonth !== undefined)
  const heads = ['with the loss of', 'placement', 'units', 'used', 'after the loss', 'declared SLA']
  const rows = options.map((option) => {
    const { unitsPerRegion, unitsInAll, regions, survives, name, note, pricePerMonth } = option
    const each = regions > 1 ? ` (${regions} x ${unitsPerRegion})` : ''
    return [
      survives,
      name,
      unitsInAll === undefined ? '–' : `${unitsInAll}${each}`,
      useText(option.useAtPeak),
      useText(option.useAfterLoss),
      option.unitsInAll === undefined ? '–' : downText(option.sla),
      ...(hasPrice
        ? [pricePerMonth === undefined ? '–' : pricePerMonth.toLocaleString('en-US')]
        : []),
      note ?? '',
    ]
  })
  const { rule, gaps } = autoscale
  return [
    '',
    styleText(
      'bold',
      `Units for a peak of ${rateText(peakPerS)}/s (what is left carries it; beyond what was measured: ${sourceText(perUnit)})`,
    ),
    ...linesOf([...heads, ...(hasPrice ? ['a month'] : []), ''], rows),
    `  SLA: ${slaSource}`,
    '',
    styleText('bold', 'Today'),
    `  ${unitsText(today.units)}: ${rateText(today.carriedPerS)}/s are carried; the peak uses ${useText(today.useAtPeak)}${lossText(today)}`,
    '',
    styleText('bold', 'What autoscale does not catch in time'),
    ...(autoscale.isInTier ? [] : ['  this tier has no autoscale of rules; were it to have:']),
    `  above ${rule.thresholdPercent} % over ${rule.windowMin} min: +${rule.unitsAdded}, there after ${rule.takesMin} min, then ${rule.cooldownMin} min of rest (${rule.source === 'scenario' ? "the scenario's rule" : 'the documented advice'})`,
    ...linesOf(
      [
        `from ${rateText(autoscale.fromPerS)}/s within`,
        'beyond capacity',
        'of all',
        'carried after',
      ],
      gaps.map(gapText),
    ),
  ]
}
