import { styleText } from 'node:util'
import { durationText } from '../duration-text.ts'
import { type KnownDrill, libraryDrills, withTags } from '../suite/known-drills.ts'
import { wrapText } from '../wrap-text.ts'

export type ListOptions = { readonly tag: readonly string[]; readonly json?: true }

/** Prints the drills of the library, or those with all of the tags. */
export async function list({ tag, json }: ListOptions): Promise<void> {
  const drills = withTags(await libraryDrills(), tag)
  if (json === true) {
    process.stdout.write(`${JSON.stringify(drills.map(documentOf), undefined, 2)}\n`)
    return
  }
  // Longer lines are hard to read; a pipe has no width.
  const width = Math.min(process.stdout.columns || 80, 100)
  const totalS = drills.reduce((sum, { wallTimeS }) => sum + wallTimeS, 0)
  const claims = drills.filter(({ scenario }) => scenario.claim !== undefined).length
  const lines = [
    ...drills.flatMap((drill) => [...linesOf(drill, width), '']),
    `${drills.length} drills, ${claims} of them with a claim and a twin; one after the other about ${durationText(totalS)}.`,
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
}

/** A line of name, length and tags, and under it what happens and what it claims. */
function linesOf({ scenario, wallTimeS }: KnownDrill, width: number): readonly string[] {
  const { name, description, tags, claim, load } = scenario
  const length = `about ${durationText(wallTimeS)} (load ${load.durationS} s at ${load.ratePerS}/s)`
  return [
    `${styleText('bold', name)}  ${length}`,
    ...indented(`${description.replace(/\.$/, '')}. [${tags.join(', ')}]`, width),
    ...(claim === undefined
      ? []
      : indented(`Claim: ${claim.says} Verdict: ${claim.expect}; its twin turns it.`, width)),
  ]
}

function indented(text: string, width: number): readonly string[] {
  const indent = '  '
  return wrapText(text, width - indent.length).map((line) => `${indent}${line}`)
}

function documentOf({ scenario, faults, wallTimeS }: KnownDrill) {
  const { name, description, tags, load, objectives, claim } = scenario
  const { durationS, ratePerS, warmUpS } = load
  return {
    name,
    description,
    tags,
    faults,
    load: { warmUpS, durationS, ratePerS },
    wallTimeS,
    objectives,
    ...(claim === undefined ? {} : { claim }),
  }
}
