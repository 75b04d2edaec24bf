import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually, isAlive, jsonIn, pidsOf, root, runFolderIn } from './drill.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gatedrill-e2e-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A command in a shell of its own that shares nothing with the others but the user's state folder. */
function command(args: readonly string[]) {
  const child = spawn(process.execPath, [join(root, 'cli/main.ts'), ...args], {
    cwd: root,
    env: { ...process.env, GATEDRILL_STATE_HOME: join(folder, 'state') },
  })
  const told = { stdout: '', stderr: '' }
  child.stdout.on('data', (text) => {
    told.stdout += String(text)
  })
  child.stderr.on('data', (text) => {
    told.stderr += String(text)
  })
  const ended = new Promise<number | null>((done) => child.on('close', done))
  return { child, told, ended }
}

async function outcomeOf(args: readonly string[]) {
  const { told, ended } = command(args)
  const code = await ended
  return { code, ...told }
}

test('a world is held up, harmed, asked, healed and taken down, and reported', async () => {
  const results = join(folder, 'results')
  const load = ['--load', '--set', 'load.ratePerS=50', '--set', 'load.warmUpS=1']
  const up = command(['up', 'zone-down', '--out', results, ...load])
  await eventually('the world is up', 60_000, () => up.told.stdout.includes('zone-down is up'))

  const wrong = await outcomeOf(['inject', 'zone-dwon'])
  expect(wrong).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/FAULT_UNKNOWN[\s\S]*write zone-down/),
  })

  const injected = await outcomeOf(['inject', 'zone-down', '--zone', '2', '--silence-ms', '500'])
  expect(injected.stdout).toMatch(/zone-down#1 proven on westeurope-2-u2-a, westeurope-2-u2-b/)
  expect(injected.code).toBe(0)

  const status = await outcomeOf(['status'])
  expect(status.stdout).toMatch(/zone-down#1 proven .*undone by itself in 59 min/)
  expect(status.stdout).toMatch(/load +\d+\/s, p99 \d+ ms/)

  const healed = await outcomeOf(['heal', 'zone-down'])
  expect(healed).toMatchObject({ code: 0, stdout: expect.stringMatching(/zone-down#1 healed/) })

  const down = await outcomeOf(['down'])
  expect(down).toMatchObject({ code: 0, stdout: expect.stringMatching(/report +.*report\.html/) })
  await up.ended
  const run = runFolderIn(results) ?? ''
  expect(jsonIn(run, 'run.json')).toMatchObject({
    ended: 'complete',
    command: expect.stringMatching(/^gatedrill up zone-down .*--load/),
    faults: [{ id: 'zone-down#1', params: { zone: 2, silenceMs: 500 } }],
  })
  expect(jsonIn(run, 'summary.json')).toMatchObject({
    faults: [{ id: 'zone-down#1', provenS: expect.any(Number), healedS: expect.any(Number) }],
  })
  expect(readFileSync(join(run, 'report.html'), 'utf8')).toContain('zone-down#1')
  expect(pidsOf(run).filter(isAlive)).toEqual([])
  expect(readdirSync(join(folder, 'state/game-days'))).toEqual([])
  expect(await outcomeOf(['status'])).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/CLI_NO_GAME_DAY/),
  })
})
