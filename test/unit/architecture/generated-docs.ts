import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { rules } from '../../../advice/advise.ts'
import { severities } from '../../../advice/define-rule.ts'
import { policies } from '../../../gateway/policy/policies.ts'
import { checks } from '../../../reports/checks/judge-checks.ts'
import { measures } from '../../../reports/objectives/registry.ts'
import { describeFault, paramLineOf } from '../../../sim/faults/describe-faults.ts'
import * as faults from '../../../sim/faults/registry.ts'
import { madeBy } from './made-by.ts'
import { rooms, root, sourcesOf } from './sources.ts'

/** Documents that are made from the code: a path, and what must stand there. */
export const generatedDocs: readonly { readonly path: string; make(): string }[] = [
  { path: 'docs/policies.md', make: policiesDoc },
  { path: 'docs/faults.md', make: faultsDoc },
  { path: 'docs/objectives.md', make: objectivesDoc },
  { path: 'docs/checks.md', make: checksDoc },
  { path: 'docs/advice.md', make: adviceDoc },
  { path: 'docs/errors.md', make: errorsDoc },
  { path: 'scenarios/fault-kinds.ts', make: faultKindsSource },
]

/** For the types of a scenario, which know nothing of the room that injects them. */
function faultKindsSource(): string {
  const kinds = Object.values(faults).map(({ kind }) => `  | '${kind}'`)
  return [
    '// Made from sim/faults/registry.ts by `npm run golden`; edits here are lost.',
    '',
    '/** The kinds of faults that there are. */',
    'export type FaultKind =',
    ...kinds.toSorted(),
  ].join('\n')
}

function policiesDoc(): string {
  const rows = policies
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, sections, scopes, example }) => {
      const said = docstringOf(`gateway/policy/policies/${name}.ts`)
      const where = `${sections.join(', ')}${scopes === undefined ? '' : `; ${scopes.join(', ')}`}`
      return `## ${name}\n\n${said}\n\nIn: ${where}.\n\n\`\`\`xml\n${example.trim()}\n\`\`\``
    })
  return [
    '# Policies',
    madeBy,
    `${policies.length} policies run. What a document uses beyond them is a warning with its place when ` +
      'it is loaded (an error with `--strict`), and a 500 of the gateway when a request reaches it.',
    ...rows,
  ].join('\n\n')
}

function faultsDoc(): string {
  const rows = Object.values(faults).map((fault) => {
    const { kind, about, example, params } = describeFault(fault)
    const lines = params.map((param) => `- ${paramLineOf(param)}`)
    const parts = [`## ${kind}`, about, lines.join('\n'), fencedFault(example)]
    return parts.filter((part) => part !== '').join('\n\n')
  })
  const intro =
    'Every fault is planned (its targets are named before anything starts), applied, proven by a ' +
    'probe, undone, and proven to have healed. A fault that no probe can prove makes the drill ' +
    'inconclusive.'
  const schedules =
    'An entry of `faults` may also be a schedule: `sequence` (`steps`, `gapS`), `parallel` (`steps`, ' +
    '`heal`: as-said, in-order, reverse or random, `healEveryS`), `repeat` (`step`, `times`, `everyS`) ' +
    'or `random` (`choices`, `count`, `withinS`; drawn from the seed). A step is a fault with ' +
    '`afterS` in the place of `atS`, or a schedule again. A plan lists each fault with its time.'
  const compound = {
    atS: 10,
    parallel: {
      steps: [
        { kind: 'zone-down', zone: 2, durationS: 10 },
        { kind: 'link-latency', from: 'instance', to: 'backend', durationS: 8, afterS: 2 },
      ],
      heal: 'random',
      healEveryS: 2,
    },
  }
  return ['# Faults', madeBy, intro, schedules, fencedFault(compound), ...rows].join('\n\n')
}

function fencedFault(example: unknown): string {
  return `\`\`\`ts\nfaults: [${JSON.stringify(example)}]\n\`\`\``
}

const objectiveSections = [
  '## Against a baseline run',
  'A limit may be a share of what another run measured, of any measure: `p99(latency) <= 110% of ' +
    'baseline run during fault`, `goodput >= 95% of baseline run warn 99%`. The baseline is given with ' +
    "`gatedrill run <scenario> --baseline <run folder>`, by the scenario (`baseline: { runs: './before' }`, " +
    'relative to its file), or afterwards with `gatedrill report <run> --baseline <run folder>`. What it ' +
    'measured is kept in `baseline.json` of the run, so that its report needs no other folder.',
  'Without a baseline such a line is not claimed, and decides nothing. A baseline of another scenario, ' +
    'machine or seed is refused, as `gatedrill compare` refuses it; `--allow scenario`, `--allow host` or ' +
    '`--allow seed` say that this difference is what you compare. A baseline that was aborted, or was no ' +
    'basis for a verdict, or has too few samples, makes the line inconclusive.',
  'Both runs are samples. What is outside of the limit fails only when the interval of the difference is ' +
    'clear of the limit with 95 % (the intervals of both runs together, after Zou and Donner), and is ' +
    'inconclusive otherwise; what is inside passes. A folder of trials as baseline is worth more than one ' +
    'run: its median counts, with an interval of how the trials vary. Measures without an interval ' +
    '(recovery, goodput) are held against the one value of the baseline.',
  '## Weights and the score',
  '`availability >= 99.9% weight 3` counts three times as much as `p99(latency) < 250ms weight 1` in the ' +
    'score: the weight of the objectives that hold, of the weight of all that have one. Every report shows ' +
    'it. Alone a weight changes no verdict. With a line `score >= 75%` the objectives with a weight are ' +
    'judged by it together: one that does not hold is a warning, and the run fails when the score does. ' +
    'Objectives without a weight fail the run as ever.',
  '## Error budgets',
  '`budget_used(99.9%)` is the share of the error budget that was used: 100% when one in a thousand of all ' +
    'requests that were not rejected had no good answer. With a phase it is what that phase used of the ' +
    'budget of the whole load; with a part, of the budget of that part. `burn_rate(99.9%, 5s)` is the ' +
    'highest rate over any 5 s of the run, 1 being the rate that uses the budget up exactly. ' +
    '`burn_rate(99.9%, 1h of 28d)` is scaled as in [SLOs](slo.md): the run stands for 28 days, and an hour ' +
    'for the same share of it, though never for less than a second.',
] as const

function objectivesDoc(): string {
  const rows = measures.map(
    ({ name, about, examples: [example] }) => `| \`${name}\` | ${about} | \`${example}\` |`,
  )
  const table = ['| measure | what it is | example |', '|---|---|---|', ...rows].join('\n')
  const intro =
    'An objective is one line: `measure operator limit [warn limit] [phase] [for part] [weight number]`, where the phase is ' +
    '`before fault`, `during fault`, `during recovery` or `after fault`, and the part `for population batch`, ' +
    '`for operation "GET /orders"`, `for api orders`, `for region westeurope` or ' +
    '`for zone westeurope-2`; several parts mean requests that are of all of them. Without ' +
    'enough data it is inconclusive, never a pass. A warning level is stricter than the limit, as in ' +
    '`availability >= 99.5% warn 99.9%`: what holds the limit and not the level is `warn`, which every ' +
    'report shows and no exit code tells.'
  return ['# Objectives', madeBy, intro, table, ...objectiveSections].join('\n\n')
}

function checksDoc(): string {
  const rows = [...checks.values()].map(
    ({ name, claim, bound, source }) =>
      `## ${name}\n\nClaim: ${claim}.\n\nBound: ${bound}.\n\nSource: ${source}.`,
  )
  const intro =
    'A check is an invariant: it holds whatever the objectives of a scenario ask for. Every check ' +
    'whose precondition holds is judged; one that is broken fails the drill and names the first ' +
    'request that broke it; one whose precondition did not hold is not claimed, which is no pass. ' +
    "A scenario may leave some out, or require that some be tested: `checks: { leaveOut: ['a'], " +
    "require: ['b'] }`; a required check that is not claimed makes the drill inconclusive."
  return ['# Checks', madeBy, intro, ...rows].join('\n\n')
}

function adviceDoc(): string {
  const intro =
    '`gatedrill advise <scenario|folder>` holds what is written against what the documentation of the ' +
    'service recommends, and runs nothing. A rule says nothing where it cannot know: of a folder, rules ' +
    'that need a scenario are silent, and of policy documents that stand by themselves those that need ' +
    'a configuration too. What is found is a reason to look, and no proof: a recommendation may be left ' +
    'aside for a reason (`--ignore <id>`). The article of a rule is where the recommendation stands; from ' +
    'which number on a rule speaks (retries, units), and what it takes for a match, is ours.'
  const usage = [
    '```sh',
    'gatedrill advise zone-down                                  # a scenario with its configuration',
    'gatedrill advise ./my-apiops --fail-on medium               # exit code 1 for anything medium or high',
    'gatedrill advise ./my-apiops --sarif advice.sarif --json    # for code scanning, and for programs',
    'gatedrill advise ./my-apiops --rule secret-in-policy        # one rule alone',
    '```',
  ].join('\n')
  const json =
    '`--json` prints `checked`, the number of `rules` asked, `counts` by severity, `findings` and ' +
    '`unread` (documents that are no XML). A finding has `rule`, `severity`, `where` (and `file`, `line`, ' +
    '`column`, `field` as far as they are known), `what`, `why`, `fix`, `source` (`title`, `url`) and a ' +
    '`fingerprint` that stays when lines above it come or go. `--sarif` writes the same as SARIF 2.1.0: ' +
    'high is `error`, medium `warning`, low `note`.'
  const index = severities.map((severity) => {
    const own = rules.filter((rule) => rule.severity === severity)
    const rows = own.map(({ id, finds, reads }) => `| [${id}](#${id}) | ${finds} | ${reads} |`)
    return [`## ${severity}`, '', '| rule | finds | needs |', '|---|---|---|', ...rows].join('\n')
  })
  const details = rules.map(
    ({ id, severity, finds, why, fix, source }) =>
      `### ${id}\n\n${severity}: ${finds}.\n\nWhy: ${why}.\n\nChange: ${fix}.\n\n` +
      `Source: [${source.title}](${source.url})`,
  )
  return ['# Advice', madeBy, intro, usage, json, ...index, '## The rules', ...details].join('\n\n')
}

function errorsDoc(): string {
  const rows = errorCodes().map(({ code, path }) => `| \`${code}\` | \`${path}\` |`)
  const intro =
    'Every message about bad input ends with a code in parentheses. A code is never used for ' +
    'something else; its file says what leads to it.'
  return [
    '# Errors',
    madeBy,
    intro,
    ['| code | where it is made |', '|---|---|', ...rows].join('\n'),
  ].join('\n\n')
}

/**
 * Every code of a `GatedrillError` that the sources name, with the first file that does and the
 * name that it goes by in its room's table (`worldErrorCodes.processGone`), if it has one.
 */
export function errorCodes(): readonly ErrorCode[] {
  const prefixes =
    /^(ADVICE|ARTIFACTS|BACKEND|CHECK|CLI|DRILL|EXPRESSION|FAULT|GAME|GATEWAY|LEDGER|LOAD|NAMED|OBJECTIVE|POLICY|PROCESS|RUN|SCENARIO|SUITE|TOPOLOGY|WORLD)_/
  const found = new Map<string, ErrorCode>()
  for (const { path, text } of sourcesOf(rooms)) {
    for (const match of text.matchAll(
      /(?:(\w+): )?'([A-Z]+(?:_[A-Z0-9]+)+)'|^ {2}([A-Z]+(?:_[A-Z0-9]+)+): '/gm,
    )) {
      const [, alias, quoted, key] = match
      const code = quoted ?? key ?? ''
      if (!prefixes.test(code) || found.has(code)) continue
      found.set(code, { code, path, alias: alias === 'code' ? undefined : alias })
    }
  }
  return [...found.values()].toSorted((a, b) => (a.code < b.code ? -1 : 1))
}

type ErrorCode = {
  readonly code: string
  readonly path: string
  readonly alias: string | undefined
}

/** The docstring of the file's first export that has one, as running text. */
function docstringOf(path: string): string {
  const text = readFileSync(join(root, path), 'utf8')
  const [, comment = ''] = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*export const/.exec(text) ?? []
  return comment
    .split('\n')
    .map((line) => line.replace(/^\s*\*? ?/, '').trim())
    .join(' ')
    .trim()
}
