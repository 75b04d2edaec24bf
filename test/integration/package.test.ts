import { spawn, spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { isBuiltin } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { assets, buildPackage } from '../../build.ts'
import { root } from '../e2e/drill.ts'

/*
 * What `npm pack` makes, unpacked where npm would install it, beside somebody who has nothing else.
 * Its dependencies are those of the clone.
 */
const folder = mkdtempSync(join(tmpdir(), 'gatedrill-package-'))
const installed = join(folder, 'node_modules/gatedrill')
const listSchema = z.array(
  z.looseObject({
    filename: z.string(),
    size: z.number(),
    files: z.array(z.looseObject({ path: z.string() })),
  }),
)
const manifest = z
  .looseObject({ version: z.string(), dependencies: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')))
let packed: z.output<typeof listSchema>[number]

beforeAll(() => {
  const built = join(folder, 'built')
  mkdirSync(built)
  for (const name of ['package.json', 'README.md', 'CHANGELOG.md', 'LICENSE']) {
    cpSync(join(root, name), join(built, name))
  }
  // What is wrong with types the lint says, of the same project.
  buildPackage(join(built, 'dist'), { isUnchecked: true })
  const words = ['pack', '--ignore-scripts', '--json']
  const { stdout } = spawnSync('npm', words, { cwd: built, encoding: 'utf8' })
  const [only] = listSchema.parse(JSON.parse(stdout))
  if (only === undefined) throw new Error('npm pack told of no package')
  packed = only
  mkdirSync(installed, { recursive: true })
  spawnSync('tar', ['xzf', packed.filename, '--strip-components=1', '-C', installed], {
    cwd: built,
  })
  symlinkSync(join(root, 'node_modules'), join(installed, 'node_modules'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** The command as npx runs it, in the folder of whoever installed it. */
async function gatedrill(...words: readonly string[]) {
  const main = join(installed, 'dist/cli/main.js')
  const child = spawn(process.execPath, [main, ...words], { cwd: folder })
  const ended = new Promise<number | null>((done) => child.once('close', done))
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)])
  return { code: await ended, stdout, stderr }
}

test('the package holds what is built and what that reads, and nothing else', () => {
  const paths = packed.files.map(({ path }) => path)
  const strange = paths.filter(
    (path) => !/^(dist\/.*|package\.json|README\.md|CHANGELOG\.md|LICENSE)$/.test(path),
  )
  expect(strange).toEqual([])
  const sources = paths.filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts'))
  const isAsset = (path: string) => assets.some((asset) => path.startsWith(`dist/${asset}`))
  expect(sources.filter((path) => !isAsset(path))).toEqual([])
  for (const asset of assets) {
    expect(
      paths.some((path) => path.startsWith(`dist/${asset}`)),
      asset,
    ).toBe(true)
  }
  expect(packed.size).toBeLessThan(3 * 1024 * 1024)
})

test('what is built imports its dependencies and Node alone', () => {
  const dist = join(installed, 'dist')
  const sources = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((path) =>
    /(?<!inject\/\w+)\.js$/.test(path.replaceAll('\\', '/')),
  )
  const imported = sources.flatMap((path) =>
    [
      ...readFileSync(join(dist, path), 'utf8').matchAll(
        /^(?:import |(?:import|export) [^;'"]* from )'([^.'][^']*)';|\bimport\('([^.'][^']*)'\)/gm,
      ),
    ].map((match) => match[1] ?? match[2] ?? ''),
  )
  const packages = imported
    .filter((name) => !isBuiltin(name))
    .map((name) =>
      name
        .split('/')
        .slice(0, name.startsWith('@') ? 2 : 1)
        .join('/'),
    )
  expect(packages).toContain('zod')
  expect(packages.filter((name) => !(name in manifest.dependencies))).toEqual([])
})

test('it tells its version, its drills and what one would do', async () => {
  const [version, list, dryRun] = await Promise.all([
    gatedrill('--version'),
    gatedrill('list', '--json'),
    gatedrill('run', 'zone-down', '--dry-run', '--json'),
  ])
  expect(version).toEqual({ code: 0, stdout: `${manifest.version}\n`, stderr: '' })
  expect(
    z.array(z.looseObject({ name: z.string() })).parse(JSON.parse(list.stdout)),
  ).toContainEqual(expect.objectContaining({ name: 'zone-down' }))
  expect(JSON.parse(dryRun.stdout)).toMatchObject({ scenario: 'zone-down' })
})

/** What an editor completes, and what it underlines. */
const typed = `import { defineScenario, type ScenarioInput } from 'gatedrill'
const scenario: ScenarioInput = {
  name: 'typed',
  topology: { tier: 'premium', regions: { westeurope: { zones: 3, units: 3 } } },
  gateway: { config: 'config', hosts: { '*': 'orders' } },
  backends: { orders: {} },
  load: { ratePerS: 10, durationS: 10 },
  objectives: ['availability >= 99%'],
}
// @ts-expect-error: there is no such field
defineScenario({ ...scenario, guard: {} })
// @ts-expect-error: there is no such fault
defineScenario({ ...scenario, faults: [{ kind: 'zone-dwon', atS: 2, durationS: 2 }] })
export default defineScenario({
  ...scenario,
  faults: [{ kind: 'zone-down', zone: 1, atS: 2, durationS: 2 }],
})
`

test('a first scenario in TypeScript has types, and runs as a whole drill', async () => {
  const config = join(installed, 'dist/scenarios/configs/orders')
  const asked = [
    '--config',
    config,
    '--regions',
    'westeurope:1:1',
    '--typescript',
    '--name',
    'mine',
  ]
  expect(await gatedrill('init', '.', ...asked, '--yes')).toMatchObject({ code: 0, stderr: '' })
  // As `npm install` leaves it in an empty folder: nothing says what a .ts file is.
  writeFileSync(join(folder, 'package.json'), '{}')
  writeFileSync(join(folder, 'typed.ts'), typed)
  const compilerOptions = { strict: true, module: 'nodenext', noEmit: true, types: [] }
  const project = {
    compilerOptions: { ...compilerOptions, skipLibCheck: true },
    files: ['mine.ts', 'typed.ts'],
  }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(project))
  const compiler = join(root, 'node_modules/typescript/bin/tsc')
  const check = spawnSync(process.execPath, [compiler, '-p', folder], { encoding: 'utf8' })
  expect(check.stdout).toBe('')

  const times = ['load.durationS=6', 'load.warmUpS=1', 'faults[0].atS=2', 'faults[0].durationS=2']
  const set = times.flatMap((time) => ['--set', time])
  const { code, stderr } = await gatedrill('run', 'mine.ts', ...set)
  expect(stderr).not.toContain('MODULE_TYPELESS')
  const [run = ''] = readdirSync(join(folder, 'results'))
  const summary = readFileSync(join(folder, 'results', run, 'summary.json'), 'utf8')
  expect(JSON.parse(summary), stderr).toMatchObject({ reconciliation: { isExact: true } })
  expect(existsSync(join(folder, 'results', run, 'report.html'))).toBe(true)
  // A short drill has few samples, and a busy machine decides nothing.
  expect([0, 1, 3]).toContain(code)
})
