/*
 * Makes values.json: what a C# compiler and .NET's libraries say that the expressions beside this
 * file are. Needs `mcs`, `mono` and Newtonsoft.Json (Debian: mono-mcs, libnewtonsoft-json5.0-cil);
 * run `node test/conformance/policy-language/golden/make.ts` after a list of expressions changed.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expressionsIn } from './expressions.ts'

const newtonsoft = '/usr/lib/cli/Newtonsoft.Json-5.0/Newtonsoft.Json.dll'
const references = ['System.Core', 'System.Xml.Linq', 'System.Xml', 'System.Numerics', newtonsoft]

const sources = expressionsIn(import.meta.dirname)
const folder = mkdtempSync(join(tmpdir(), 'golden-'))
try {
  const lines = run(compiled(sources.map(({ source }) => source)))
  const values = sources.map(({ subject, source }, index) => ({
    subject,
    source,
    ...JSON.parse(lines[index] ?? ''),
  }))
  const written = values.map((value) => JSON.stringify(value)).join(',\n')
  writeFileSync(join(import.meta.dirname, 'values.json'), `[\n${written}\n]\n`)
  process.stdout.write(`${values.length} values\n`)
} finally {
  rmSync(folder, { recursive: true })
}

/** The program's path; throws with the expressions that the compiler refused. */
function compiled(all: readonly string[]): string {
  const [before = '', after = ''] = readFileSync(
    join(import.meta.dirname, 'Program.cs'),
    'utf8',
  ).split('/*EXPRESSIONS*/')
  const first = before.split('\n').length
  const methods = all.map((source, index) => `static object E${index}() ${bodyOf(source)}`)
  const names = all.map((_, index) => `E${index}`).join(',')
  const file = join(folder, 'Program.cs')
  writeFileSync(file, before + methods.join('\n') + after.replace('/*NAMES*/', names))
  const program = join(folder, 'program.exe')
  const options = references.map((reference) => `-r:${reference}`)
  const args = ['-nowarn:0162,0219,0168,0429,1718', `-out:${program}`, ...options, file]
  const { stderr, stdout, status } = spawnSync('mcs', args, { encoding: 'utf8' })
  if (status === 0) return program
  const refused = `${stderr}${stdout}`.split('\n').filter((line) => line.includes('error'))
  const said = refused.map((line) => {
    const at = Number(/\((\d+),/.exec(line)?.[1]) - first
    return `${all[at] ?? ''}\n    ${line.replace(/^.*error/, 'error')}`
  })
  throw new Error(`the compiler refused ${said.length} of ${all.length}\n${said.join('\n')}`)
}

function bodyOf(source: string): string {
  return source.startsWith('@(') ? `{ return ${source.slice(1)}; }` : source.slice(1)
}

function run(program: string): string[] {
  const environment = { ...process.env, TZ: 'UTC', LC_ALL: 'C.UTF-8', MONO_PATH: newtonsoftFolder() }
  const written = execFileSync('mono', [program], { encoding: 'utf8', env: environment })
  return written.trim().split('\n')
}

function newtonsoftFolder(): string {
  return newtonsoft.slice(0, newtonsoft.lastIndexOf('/'))
}
