import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { reportRun } from '../../../reports/report.ts'
import { readEvents } from '../../../reports/store/events.ts'
import { isAlive, pidsOf, root, runFolderIn } from '../../e2e/drill.ts'

const folder = mkdtempSync(join(tmpdir(), 'gatedrill-full-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A disk of so much memory, that nobody else sees and that goes with whoever made it. */
const onSmallDisk = (size: string, script: string) =>
  ['-rm', 'bash', '-c', `mount -t tmpfs -o size=${size} none "$1" && ${script}`] as const

const canMount = spawnSync('unshare', [...onSmallDisk('64k', 'true'), 'bash', folder]).status === 0

const scenario = {
  name: 'full-disk',
  topology: { tier: 'developer', regions: { westeurope: { zones: 1, units: 1 } } },
  gateway: { config: join(root, 'scenarios/configs/bare'), hosts: { '*': 'backend' } },
  backends: { backend: {} },
  load: { ratePerS: 300, durationS: 2, warmUpS: 0, arrivals: 'constant' },
  objectives: ['availability >= 1%'],
}

test.skipIf(!canMount)(
  'a drill whose disk is full says so, leaves nobody behind, and is inconclusive when there is room',
  async () => {
    const [disk, kept] = [join(folder, 'disk'), join(folder, 'kept')]
    for (const path of [disk, kept]) mkdirSync(path, { recursive: true })
    const drill = join(folder, 'drill.json')
    writeFileSync(drill, JSON.stringify(scenario))
    const script = `"$3" cli/main.ts run "$4" --quiet --out "$1"; code=$?; cp -r "$1/." "$2"; exit $code`
    const args = [...onSmallDisk('480k', script), 'bash', disk, kept, process.execPath, drill]
    const { code, text } = await ended(args)
    // Into the room that was kept a small report goes as well.
    expect(text).toMatch(/the disk was full by second|RUN_REPORT_UNWRITTEN[\s\S]*make room/)
    expect(text).not.toContain('bug of gatedrill')
    expect(code).toBe(3)
    const run = runFolderIn(kept) ?? ''
    expect(pidsOf(run).filter(isAlive)).toEqual([])
    const { events, brokenLines } = readEvents(run)
    expect(brokenLines).toEqual([])
    expect(events.at(-1)?.kind).toBe('run-ended')
    // Nobody died of it, nor of saying so in a log on the same disk.
    const exits = events.filter(({ kind }) => kind === 'process-exited')
    expect(exits.map(({ detail }) => Object(detail).wasExpected)).not.toContain(false)
    const summary = await reportRun(run)
    expect(summary).toMatchObject({ verdict: 'inconclusive', exitCode: 3 })
    expect(summary.why).toMatch(/the disk was full by second \d\.\d of the load/)
    const client = summary.ledgers.find(({ file }) => file === 'client-load.ledger')
    expect(client).toMatchObject({ damaged: 0 })
    expect(client?.records).toBeGreaterThan(100)
    expect(client?.records).toBeLessThan(600)
  },
)

test.skipIf(!existsSync('/dev/full'))('what a full disk does not take of stderr is no bug', () => {
  const script = '"$0" cli/main.ts run nowhere 2> /dev/full'
  expect(spawnSync('bash', ['-c', script, process.execPath], { cwd: root }).status).toBe(2)
})

function ended(args: readonly string[]): Promise<{ code: number | null; text: string }> {
  const child = spawn('unshare', args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (part) => {
      text += String(part)
    })
  }
  return new Promise((done) => child.on('close', (code) => done({ code, text })))
}
