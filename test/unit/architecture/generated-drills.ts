import { libraryNames } from '../../../scenarios/find-scenario.ts'
import { loadScenario } from '../../../scenarios/load-scenario.ts'
import type { Claim } from '../../../scenarios/schema/claim.ts'
import type { Scenario } from '../../../scenarios/schema.ts'
import { planDrill } from '../../../sim/plan-drill.ts'
import { wallTimeSOf } from '../../../sim/wall-time.ts'
import { madeBy } from './made-by.ts'

type Doc = { readonly path: string; make(): string }

/** The folder with a page for each drill of the library. */
export const drillPages = 'docs/drills'

/** A page for each drill of the library, and the table of them all. */
export async function drillDocs(): Promise<readonly Doc[]> {
  const drills = await Promise.all(
    libraryNames().map(async (name) => (await loadScenario(name, { set: [] })).scenario),
  )
  return [
    { path: `${drillPages}.md`, make: () => tableDoc(drills) },
    ...drills.map((drill) => ({
      path: `${drillPages}/${drill.name}.md`,
      make: () => drillDoc(drill),
    })),
  ]
}

const other = { pass: 'fail', fail: 'pass' } as const

function tableDoc(drills: readonly Scenario[]): string {
  const rows = drills.map(
    ({ name, description, claim, tags, load, topology }) =>
      `| [\`${name}\`](drills/${name}.md) | ${cell(description)} | ${cell(claim?.says ?? '')} | ` +
      `${claim === undefined ? '' : `${claim.expect}, twin ${other[claim.expect]}`} | ` +
      `${tags.join(', ')} | ${wallTimeSOf({ load, topology })} s |`,
  )
  const head = '| drill | what happens | the claim it tests | verdict | tags | takes about |'
  return [
    '# The drills that come with it',
    madeBy,
    '`gatedrill list` names them, `gatedrill run <name> --dry-run` shows what each would do, and each ' +
      'is one file in [scenarios/library](../scenarios/library). A copy of one is where a scenario of ' +
      'your own begins. [`gatedrill suite`](suite.md) runs a set of them and makes one page of all.',
    'A drill with a claim stands for a statement of the documentation, and has a **twin**: the same ' +
      'drill, configured so that its verdict turns. A drill that passes while its twin passes too ' +
      'would measure nothing. Where the documentation says that users are hurt, the drill is red as ' +
      'documented, and its twin is the configuration that mends it.',
    [head, '|---|---|---|---|---|---:|', ...rows].join('\n'),
  ].join('\n\n')
}

function drillDoc(drill: Scenario): string {
  const { name, description, claim, tags, load, topology } = drill
  const about =
    `Tags: ${tags.join(', ')}. About ${wallTimeSOf({ load, topology })} s on two cores, of which the load ` +
    `takes ${load.durationS} s. [The scenario](../../scenarios/library/${name}.ts) is one file. ` +
    '[All drills](../drills.md).'
  return [
    `# ${name}`,
    madeBy,
    `${description.replace(/\.$/, '')}.`,
    about,
    ...(claim === undefined ? plainParts(drill) : claimParts(drill, claim)),
  ].join('\n\n')
}

function plainParts(drill: Scenario): string[] {
  return [
    '## What is injected',
    faultsTable(drill),
    '## Objectives',
    listOf(drill.objectives),
    '## Run it',
    fenced([`gatedrill run ${drill.name}`]),
  ]
}

function claimParts(drill: Scenario, claim: Claim): string[] {
  const { name } = drill
  const right =
    claim.expect === 'pass'
      ? 'The right verdict is **pass**.'
      : 'The right verdict is **fail**: the documentation says that users are hurt here, and this shows by how much.'
  return [
    '## The claim',
    `> ${claim.says}`,
    `Source: [${claim.source}](${claim.url}).${checklistText(claim)}`,
    '## What is injected',
    claim.injected,
    faultsTable(drill),
    '## What is measured',
    claim.measured,
    `${right} The objectives ([what they mean](../objectives.md)):`,
    listOf(drill.objectives),
    ...requiredParts(drill),
    '## What a failure means',
    claim.failureMeans,
    '## What to change',
    claim.change,
    '## The twin',
    `${claim.twin.what} Its verdict must be **${other[claim.expect]}**.`,
    `What differs:`,
    listOf(Object.entries(claim.twin.set).map(([path, value]) => `${path} = ${valueText(value)}`)),
    `What does not hold then in ${claim.expect === 'pass' ? 'the twin' : 'the drill'}:`,
    listOf(claim.breaks),
    '## Run both',
    fenced([
      `gatedrill run ${name}          # ${claim.expect}`,
      `gatedrill run ${name} --twin   # ${other[claim.expect]}`,
      `gatedrill suite --drill ${name} --twins   # both, and one page of them`,
    ]),
  ]
}

function requiredParts({ checks }: Scenario): string[] {
  if (checks.require.length === 0) return []
  return [
    'Invariants that must be tested ([what they claim](../checks.md)):',
    listOf(checks.require),
  ]
}

function checklistText({ checklist }: Claim): string {
  return checklist.length === 0
    ? ''
    : ` Of the [Well-Architected checklist](../checklist.md): ${checklist.join(', ')}.`
}

function faultsTable(drill: Scenario): string {
  const { faults } = planDrill(drill, 1)
  if (faults.length === 0) {
    return 'No fault: what is tested happens by the load, by maintenance or by a change of the service.'
  }
  const rows = faults.map(
    ({ planned: { kind, atS, durationS } }) =>
      `| [\`${kind}\`](../faults.md#${kind}) | ${secondText(atS)} | ${secondText(durationS)} |`,
  )
  return ['| fault | at | for |', '|---|---:|---:|', ...rows].join('\n')
}

const secondText = (second: number) => `${Number(second.toFixed(3))} s`

/** Each as code, for a list. */
function listOf(texts: readonly string[]): string {
  return texts.map((text) => `- \`${text}\``).join('\n')
}

function valueText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function fenced(lines: readonly string[]): string {
  return ['```sh', ...lines, '```'].join('\n')
}

/** A text within a table. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ')
}
