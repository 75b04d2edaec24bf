import { randomUUID } from 'node:crypto'
import { readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { z } from 'zod'

/*
 * The programs of a world, each with all that it imports in one file. A gateway has more than a
 * thousand modules, and a world has a dozen gateways: found, read and linked one by one they take
 * twice the processor time until they serve, and a fifth more memory for as long as they run.
 */

/** Everything that a world starts often, from the package's root, without endings. */
const mains = [
  'gateway/check/main',
  'gateway/main',
  'load/main',
  'sim/backends/main',
  'sim/edge/main',
  'sim/identity/main',
  'sim/links/main',
  'sim/management/main',
  'sim/redis/main',
  'sim/router/main',
] as const

const manifestSchema = z.strictObject({
  /** Of this version of the programs; below the folder of the manifest. */
  folder: z.string(),
  /** Every file that went into them: when it was written, and how long it is. */
  inputs: z.record(z.string(), z.tuple([z.number(), z.number()])),
})
type Manifest = z.infer<typeof manifestSchema>

/** Of the versions of an edited project; worlds that still run may start processes from them. */
const versionsKept = 6

/**
 * The bundled file of a program, or undefined where there is none: it is no program of a world, or
 * nothing can be written here. Bundles are made when a source is newer than they are.
 */
export function bundledMain(main: string, root: string, extension: string): string | undefined {
  if (!mains.some((known) => known === main)) return undefined
  try {
    const cache = cacheFolderOf(root)
    const manifest = readManifest(cache)
    const folder =
      manifest !== undefined && isFresh(manifest, root)
        ? manifest.folder
        : make(cache, root, extension)
    return join(cache, folder, `${main}.js`)
  } catch {
    // A folder that may not be written, say: the sources run as well, only slower.
    return undefined
  }
}

/** Beside the packages that the bundles are made of; each copy of the project has its own. */
function cacheFolderOf(root: string): string {
  const packages = dirname(root).endsWith('node_modules')
    ? dirname(root)
    : join(root, 'node_modules')
  return join(packages, '.cache/gatedrill', root.replaceAll(/[^\w.-]+/g, '_'))
}

function readManifest(cache: string): Manifest | undefined {
  try {
    return manifestSchema.parse(JSON.parse(readFileSync(join(cache, 'bundles.json'), 'utf8')))
  } catch {
    return undefined
  }
}

function isFresh({ inputs }: Manifest, root: string): boolean {
  return Object.entries(inputs).every(([path, [writtenMs, bytes]]) => {
    const stat = statSync(resolve(root, path), { throwIfNoEntry: false })
    return stat?.mtimeMs === writtenMs && stat.size === bytes
  })
}

/** Gives the name of the new folder. Two that make it at once make it twice, and the last one stays. */
function make(cache: string, root: string, extension: string): string {
  const { buildSync }: typeof import('esbuild') = createRequire(import.meta.url)('esbuild')
  const sourceUrl = pathToFileURL(join(root, `sim/processes/main-path${extension}`)).href
  const folder = randomUUID()
  const { metafile } = buildSync({
    absWorkingDir: root,
    entryPoints: mains.map((main) => `${main}${extension}`),
    outdir: join(cache, folder),
    outbase: root,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: `node${process.versions.node}`,
    metafile: true,
    logLevel: 'silent',
    // Packages that are only loaded when they are needed, and other programs, are found from there.
    define: { 'import.meta.url': JSON.stringify(sourceUrl) },
    // CommonJS packages within.
    banner: {
      js: [
        "import { createRequire as requireOf } from 'node:module'",
        'const require = requireOf(import.meta.url)',
        'const __filename = import.meta.filename, __dirname = import.meta.dirname',
      ].join(';'),
    },
  })
  writeFileSync(join(cache, folder, 'package.json'), '{ "type": "module" }\n')
  const inputs = Object.fromEntries(
    [...Object.keys(metafile.inputs), 'package.json'].map((path) => {
      const { mtimeMs, size } = statSync(resolve(root, path))
      return [relative(root, resolve(root, path)), [mtimeMs, size]]
    }),
  )
  const draft = join(cache, folder, 'bundles.json')
  writeFileSync(draft, JSON.stringify({ folder, inputs } satisfies Record<keyof Manifest, unknown>))
  renameSync(draft, join(cache, 'bundles.json'))
  removeOld(cache)
  return folder
}

function removeOld(cache: string): void {
  const versions = readdirSync(cache, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => ({ path: join(cache, name), atMs: statSync(join(cache, name)).mtimeMs }))
    .toSorted((a, b) => b.atMs - a.atMs)
  for (const { path } of versions.slice(versionsKept))
    rmSync(path, { recursive: true, force: true })
}
