import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { clockSince, newEpochNs } from '../ledger/clock.ts'
import { medianOf } from '../reports/statistics/describe.ts'
import { realClock } from '../sim/clock.ts'
import { Links } from '../sim/links/links.ts'
import { defineBench } from './define-bench.ts'
import { runClosedLoop } from './gateway/closed-loop.ts'
import { pinTo } from './gateway/pin.ts'
import { startRawBackend } from './gateway/raw-backend.ts'
import { type Subject, starterOf } from './gateway/subjects.ts'
import { startToxiproxy, toxiproxyProgram } from './links/toxiproxy.ts'
import { noOptions } from './options.ts'
import { cpuSecondsOf } from './process-cpu.ts'

const rounds = 3
const connections = 64
const warmUpMs = 1_500
const measuredMs = 4_000
const linkName = 'gatedrill, one link'
const toxiproxyName = 'Toxiproxy 2.12, no toxic'
const subjectProcessor = 0
const othersProcessor = 1

export const links = defineBench({
  name: 'links',
  about: 'processor time that a link adds to a request, beside Toxiproxy where it can be had',
  async run(say, words) {
    noOptions('links', words)
    const folder = mkdtempSync(join(tmpdir(), 'gatedrill-bench-'))
    await using open = new AsyncDisposableStack()
    open.defer(() => rmSync(folder, { recursive: true, force: true }))
    const epochNs = newEpochNs()
    const nowUs = clockSince(epochNs)
    const backend = open.use(await startRawBackend())
    const host = await starterOf(folder, nowUs, open)('links', 'sim/links/main', {
      epochNs: String(epochNs),
      seed: 1,
    })
    const controller = open.use(new Links(host, realClock(nowUs)))
    await controller.open([{ id: 'a>b', host: '127.0.0.1' }])
    const endpoint = { host: '127.0.0.1', port: backend.port }
    await controller.aim([{ id: 'a>b', endpoint }])
    const subjects: Subject[] = [
      { name: linkName, pid: host.pid, port: controller.endpointOf('a>b').port },
    ]
    const program = toxiproxyProgram(folder)
    if (program !== undefined) {
      const peer = open.use(await startToxiproxy(program, backend.port))
      subjects.push({ name: toxiproxyName, pid: peer.pid, port: peer.port })
    }
    await measureAll(subjects, () => nowUs() / 1_000, say)
  },
})

async function measureAll(
  subjects: readonly Subject[],
  nowMs: () => number,
  say: (line: string) => void,
): Promise<void> {
  const arePinned =
    subjects.every(({ pid }) => pinTo(subjectProcessor, pid)) && pinTo(othersProcessor, process.pid)
  const pinned = arePinned ? 'one processor for the subject, one for the rest' : 'not pinned'
  say(`${connections} connections, each one GET after the other; ${pinned};`)
  say(`${rounds} rounds of ${measuredMs / 1_000} s in turn, medians\n`)
  const perRequestUs = new Map<string, number[]>()
  for (const subject of subjects) await loopOver(subject, warmUpMs, nowMs)
  for (let round = 0; round < rounds; round += 1) {
    for (const subject of subjects) {
      const before = perRequestUs.get(subject.name) ?? []
      perRequestUs.set(subject.name, [...before, await loopOver(subject, measuredMs, nowMs)])
    }
  }
  const median = (name: string) => medianOf(perRequestUs.get(name) ?? [])
  say('| subject | CPU microseconds per request | requests per CPU-second |')
  say('|---|---|---|')
  for (const { name } of subjects) {
    say(`| ${name} | ${median(name).toFixed(1)} | ${(1e6 / median(name)).toFixed(0)} |`)
  }
  const ratio = median(toxiproxyName) / median(linkName)
  say(
    perRequestUs.has(toxiproxyName)
      ? `\nA link carries ${ratio.toFixed(2)} x the requests of Toxiproxy per CPU-second.`
      : '\nToxiproxy is not installed, and there is no Go toolchain to build it.',
  )
}

/** Processor time of the subject per request, in microseconds. */
async function loopOver(
  { name, pid, port }: Subject,
  durationMs: number,
  nowMs: () => number,
): Promise<number> {
  const cpuBeforeS = cpuSecondsOf(pid)
  const spoken = { path: '/', headers: { Accept: 'application/json' }, connections }
  const { ok, notOk } = await runClosedLoop({ ...spoken, port, durationMs }, nowMs)
  if (notOk > 0) throw new Error(`${name}: ${notOk} of ${ok + notOk} requests did not go well`)
  return ((cpuSecondsOf(pid) - cpuBeforeS) * 1e6) / ok
}
