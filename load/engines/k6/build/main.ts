import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import {
  builtPathOf,
  goProgram,
  type K6Build,
  k6Builds,
  k6CacheFolder,
  sourceDigestOf,
} from './builds.ts'

/*
 * `npm run build:k6`: builds k6 with the output of gatedrill into `.cache/k6`; `--v1` the older
 * line as it is, `--all` both. `--quick` takes a third less time for a slower k6, which is enough for
 * tests. What is up to date is left alone.
 */

const words = process.argv.slice(2)
const known = ['--v1', '--all', '--quick']
const unknown = words.filter((word) => !known.includes(word))
if (unknown.length > 0)
  fail(`unknown: ${unknown.join(' ')}`, `write ${known.join(', ')} or nothing`)
const go = goProgram(process.env.PATH ?? '')
if (go === undefined) {
  fail(
    'there is no Go toolchain: neither on PATH nor in /usr/local/go/bin',
    'install Go 1.25 or newer (https://go.dev/dl), or use a k6 of your own: put it on PATH or ' +
      'into K6_PATH. Without k6 the native engine serves.',
  )
}
/**
 * Without debug information and cgo the link takes half the time, and no C compiler is needed.
 * Without optimising the compiler takes a third less.
 */
const wholeFlags = ['-trimpath', '-buildvcs=false', '-ldflags=-s -w']
const isQuick = words.includes('--quick')
const flags = [...wholeFlags, ...(isQuick ? ['-gcflags=all=-N -l'] : [])]
const chosen = words.includes('--all')
  ? [k6Builds.v2, k6Builds.v1]
  : [words.includes('--v1') ? k6Builds.v1 : k6Builds.v2]
for (const one of chosen) build(one, go)

function build(one: K6Build, goPath: string): void {
  const version = spawnSync(goPath, ['env', 'GOVERSION'], { cwd: one.folder, encoding: 'utf8' })
  const digestOf = (used: readonly string[]) =>
    sourceDigestOf(one, [version.stdout?.trim() ?? '', ...used])
  const program = builtPathOf(one)
  const stamp = `${program}.digest`
  // Who asks for a quick one takes a whole one as well, but not the other way round.
  const enough = [digestOf(flags), digestOf(wholeFlags)]
  if (existsSync(program) && existsSync(stamp) && enough.includes(readFileSync(stamp, 'utf8'))) {
    console.log(`${one.about}: up to date, ${program}`)
    return
  }
  mkdirSync(k6CacheFolder, { recursive: true })
  console.log(`${one.about}: building, which takes minutes the first time`)
  const begunAtMs = performance.now()
  // Aside first: whoever starts it meanwhile has the old one or the new one, never a part.
  const aside = `${program}.${process.pid}`
  const { status, error } = spawnSync(goPath, ['build', ...flags, '-o', aside, '.'], {
    cwd: one.folder,
    stdio: 'inherit',
    env: { ...process.env, CGO_ENABLED: '0' },
  })
  if (status !== 0) {
    fail(
      `go build ended with ${status ?? error?.message}`,
      'see above; its modules come from the Go proxy, so it needs the network the first time',
    )
  }
  renameSync(aside, program)
  writeFileSync(stamp, digestOf(flags))
  console.log(`${one.about}: ${program}, ${Math.round((performance.now() - begunAtMs) / 1_000)} s`)
}

function fail(what: string, fix: string): never {
  console.error(`build:k6: ${what}\n  fix: ${fix}`)
  process.exit(2)
}
