import type { DifferenceKind } from '../../scenarios/schema/baseline.ts'
import { reportError } from '../errors.ts'
import type { Manifest } from '../store/manifest.ts'

/** What of a run tells whether others may be held against it. */
export type Experiment = {
  readonly folder: string
  readonly manifest: Pick<Manifest, 'scenario' | 'host' | 'versions' | 'seed'>
}

/** What a comparison may be about, or what makes no difference. */
const ignored = /^(description|tags|objectives|checks|baseline|gateway\.(config|vault))(\.|$)/
const shownMax = 5

/** Throws COMPARE_DIFFERENT when the runs of two groups are no runs of one experiment. */
export function checkComparable(
  a: readonly Experiment[],
  b: readonly Experiment[],
  allowed: readonly DifferenceKind[],
): void {
  const [first] = a
  if (first === undefined) return
  const others = [...a.slice(1), ...b]
  const found = [
    ...others.flatMap(({ folder, manifest }) =>
      differencesOf(first.manifest, manifest).map((difference) => ({ folder, ...difference })),
    ),
    ...seedDifferences(a, b),
  ].filter(({ kind }) => !allowed.includes(kind))
  if (found.length === 0) return
  const shown = found.slice(0, shownMax).map(({ what }) => what)
  const rest = found.length > shownMax ? ` and ${found.length - shownMax} more` : ''
  throw reportError({
    code: 'COMPARE_DIFFERENT',
    where: `${first.folder} and ${found[0]?.folder}`,
    what: `the runs differ in ${shown.join('; ')}${rest}`,
    why: 'a difference between them would say nothing of what you compare',
    fix:
      'compare runs of one scenario on one machine with the same seeds; if this difference is what ' +
      `you compare, add ${[...new Set(found.map(({ kind }) => `--allow ${kind}`))].join(' ')}`,
  })
}

function differencesOf(a: Experiment['manifest'], b: Experiment['manifest']) {
  const scenarios = [...pathsOf(a.scenario, '')].filter(([path]) => !ignored.test(path))
  const others = new Map([...pathsOf(b.scenario, '')].filter(([path]) => !ignored.test(path)))
  const changed = scenarios.filter(([path, value]) => others.get(path) !== value)
  const known = new Set(scenarios.map(([path]) => path))
  const added = [...others].filter(([path]) => !known.has(path))
  const textOf = (value: string | undefined) => value ?? 'nothing'
  const hosts = [
    ['cores', a.host.cores, b.host.cores],
    ['memory', a.host.memoryBytes, b.host.memoryBytes],
    ['system', a.host.system, b.host.system],
    ['Node', a.versions.node, b.versions.node],
  ] as const
  return [
    ...changed.map(([path, value]) => ({
      kind: 'scenario' as const,
      what: `${path} (${value} and ${textOf(others.get(path))})`,
    })),
    ...added.map(([path, value]) => ({
      kind: 'scenario' as const,
      what: `${path} (nothing and ${value})`,
    })),
    ...hosts
      .filter(([, one, other]) => one !== other)
      .map(([name, one, other]) => ({
        kind: 'host' as const,
        what: `${name} (${one} and ${other})`,
      })),
  ]
}

/** The same seeds give the same load: half of the noise of a comparison is gone with it. */
function seedDifferences(a: readonly Experiment[], b: readonly Experiment[]) {
  const seedsOf = (group: readonly Experiment[]) =>
    group
      .map(({ manifest }) => manifest.seed)
      .toSorted((one, other) => one - other)
      .join(', ')
  const [one, other] = [seedsOf(a), seedsOf(b)]
  if (one === other) return []
  const folder = b[0]?.folder ?? ''
  return [{ folder, kind: 'seed' as const, what: `seeds (${one} and ${other})` }]
}

/** Every leaf of a document by its path, as text. */
function* pathsOf(value: unknown, path: string): Generator<readonly [string, string]> {
  if (typeof value !== 'object' || value === null) {
    yield [path, JSON.stringify(value) ?? 'nothing']
    return
  }
  for (const [key, child] of Object.entries(value)) {
    yield* pathsOf(child, path === '' ? key : `${path}.${key}`)
  }
}
