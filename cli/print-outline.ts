import { existsSync } from 'node:fs'
import { styleText } from 'node:util'
import type { PlannedFault } from '../ledger/run.ts'
import type { Outline } from '../sim/outline.ts'

/** Prints what a drill would be: as text for a person, or as JSON. */
export function printOutline(outline: Outline, command: string, isJson: boolean): void {
  const text = isJson
    ? JSON.stringify({ ...outline, command }, undefined, 2)
    : linesOf(outline, command).join('\n')
  process.stdout.write(`${text}\n`)
}

function linesOf(outline: Outline, command: string): readonly string[] {
  const { scenario, description } = outline
  return [
    `${styleText('bold', scenario)}  ${description}`,
    ...part('world', topologyLines(outline)),
    ...part('timing', timingLines(outline)),
    ...part('load', loadLines(outline)),
    ...part('faults', faultLines(outline)),
    ...part('objectives', outline.objectives),
    ...part('guards', guardLines(outline.guards)),
    '',
    'Nothing was started.',
    `run     ${command}`,
  ]
}

function part(title: string, lines: readonly string[]): readonly string[] {
  return ['', styleText('bold', title), ...lines.map((line) => `  ${line}`)]
}

function topologyLines({ topology }: Outline): readonly string[] {
  const { tier, redundancy, edge, places, backends, hasIdentity } = topology
  return [
    `${tier}, ${redundancy}, edge ${edge}`,
    ...places.flatMap(({ name, kind, isPrimary, zones }) => [
      `${name}${isPrimary ? ' (primary)' : kind === 'region' ? '' : ` (${kind} gateway)`}`,
      ...zones.map(({ zone, instances }) => `  ${zone.padEnd(18)} ${instances.join(', ')}`),
    ]),
    `backends: ${backends.join(', ') || 'none'}${hasIdentity ? '; an identity provider' : ''}`,
  ]
}

function timingLines({ timing: { profile, ...durations } }: Outline): readonly string[] {
  const texts = Object.entries(durations).map(([name, value]) => `${name} ${value}`)
  return [`profile ${profile}`, ...linesOfThree(texts)]
}

function linesOfThree(texts: readonly string[]): readonly string[] {
  return texts.flatMap((_text, index) =>
    index % 3 === 0 ? [texts.slice(index, index + 3).join(', ')] : [],
  )
}

function loadLines({ load }: Outline): readonly string[] {
  const { arrivals, ratePerS, warmUpS, durationS, requests, connections, deadlineMs } = load
  return [
    `${arrivals}, ${ratePerS}/s for ${durationS} s after ${warmUpS} s of warm-up: about ${requests} requests`,
    `${counted(connections, 'connection')}, each request has ${deadlineMs} ms`,
    ...(load.populations.length < 2 ? [] : [populationText(load.populations)]),
    ...load.operations.map(({ name, method, path, share, needsToken }) => {
      const percent = `${(share * 100).toFixed(1)} %`.padStart(7)
      return `${percent}  ${name}: ${method} ${path}${needsToken ? ' (with a token)' : ''}`
    }),
  ]
}

function populationText(populations: Outline['load']['populations']): string {
  const texts = populations.map(({ name, region, share }) => {
    const where = region === undefined ? '' : ` in ${region}`
    return `${name}${where} ${(share * 100).toFixed(0)} %`
  })
  return `clients: ${texts.join(', ')}`
}

function faultLines({ faults }: Outline): readonly string[] {
  if (faults.length === 0) return ['none']
  return faults.flatMap((fault) => [
    `${fault.id}  from ${secondText(fault.atS)} to ${secondText(fault.atS + fault.durationS)}${paramsText(fault)}`,
    `  ${counted(fault.targets.length, 'target')}: ${fault.targets.join(', ')}`,
  ])
}

function paramsText({ params }: PlannedFault): string {
  const texts = Object.entries(params).map(([name, value]) => `${name} ${JSON.stringify(value)}`)
  return texts.length === 0 ? '' : `, ${texts.join(', ')}`
}

function guardLines({ errorBudget, maxDurationS, stopFile }: Outline['guards']): readonly string[] {
  return [
    ...(errorBudget === undefined
      ? []
      : [
          `error budget: at most ${errorBudget.badShareMax * 100} % bad in the last ${errorBudget.windowS} s`,
        ]),
    ...(maxDurationS === undefined ? [] : [`duration: at most ${maxDurationS} s`]),
    ...(stopFile === undefined
      ? []
      : [
          `stop file: ${stopFile}${existsSync(stopFile) ? ' (it is there: no run would start)' : ''}`,
        ]),
    'a file "stop" in the run folder ends the run',
  ]
}

function secondText(second: number): string {
  return `${Number(second.toFixed(3))} s`
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}
