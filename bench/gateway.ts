import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineBench } from './define-bench.ts'
import { runClosedLoop } from './gateway/closed-loop.ts'
import { fullPath, subscriptionKey } from './gateway/full-policy.ts'
import { addedLatency } from './gateway/half-load.ts'
import {
  gatewayName,
  nginxName,
  proxyName,
  type Subject,
  type Subjects,
  startSubjects,
} from './gateway/subjects.ts'
import { cpuSecondsOf, medianOf, residentMbOf } from './process-cpu.ts'

const rounds = 3
const connections = 64
const warmUpMs = 3_000
const measuredMs = 6_000

export const gateway = defineBench({
  name: 'gateway',
  about: 'requests per CPU-second of one gateway process beside proxies that run no policy',
  async run(say) {
    const folder = mkdtempSync(join(tmpdir(), 'gatedrill-bench-'))
    try {
      await using subjects = await startSubjects(folder)
      await measureAll(subjects, folder, say)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
})

type Measured = { readonly perCpuSecond: number; readonly perSecond: number }

async function measureAll(
  subjects: Subjects,
  folder: string,
  say: (line: string) => void,
): Promise<void> {
  const idleMb = new Map(subjects.all.map(({ name, pid }) => [name, residentMbOf(pid)]))
  const pinned = subjects.arePinned
    ? 'one processor for the subject, one for the rest'
    : 'not pinned'
  say(`${connections} connections, each one GET after the other; ${pinned};`)
  say(`${rounds} rounds of ${measuredMs / 1_000} s in turn, medians\n`)
  const measured = new Map<string, Measured[]>()
  for (const subject of subjects.all) await loopOver(subjects, subject, warmUpMs)
  for (let round = 0; round < rounds; round += 1) {
    for (const subject of subjects.all) {
      const before = measured.get(subject.name) ?? []
      measured.set(subject.name, [...before, await loopOver(subjects, subject, measuredMs)])
    }
  }
  const median = (name: string, of: keyof Measured) =>
    medianOf((measured.get(name) ?? []).map((one) => one[of]))
  const ratio = (name: string, to: string) =>
    measured.has(to)
      ? `${(median(name, 'perCpuSecond') / median(to, 'perCpuSecond')).toFixed(2)} x`
      : 'not installed'
  say('| subject | requests per CPU-second | requests/s | of the proxy | of nginx | MB idle | MB |')
  say('|---|---|---|---|---|---|---|')
  for (const { name, pid } of subjects.all) {
    const cells = [
      name,
      median(name, 'perCpuSecond').toFixed(0),
      median(name, 'perSecond').toFixed(0),
      ratio(name, proxyName),
      ratio(name, nginxName),
      (idleMb.get(name) ?? 0).toFixed(0),
      residentMbOf(pid).toFixed(0),
    ]
    say(`| ${cells.join(' | ')} |`)
  }
  const half = median(gatewayName, 'perSecond') / 2
  const { addedP50Ms, addedP99Ms } = await addedLatency(subjects, folder, half)
  say(
    `\nAt half its capacity (${half.toFixed(0)} requests/s) the gateway adds ` +
      `${addedP50Ms.toFixed(2)} ms (p50), ${addedP99Ms.toFixed(2)} ms (p99).`,
  )
}

async function loopOver(
  { token, nowUs }: Subjects,
  { name, pid, port }: Subject,
  durationMs: number,
): Promise<Measured> {
  const headers = {
    'Ocp-Apim-Subscription-Key': subscriptionKey,
    Authorization: `Bearer ${token}`,
    Accept: 'application/json',
  }
  const cpuBeforeS = cpuSecondsOf(pid)
  const loop = { port, path: fullPath, headers, connections, durationMs }
  const { ok, notOk, elapsedMs } = await runClosedLoop(loop, () => nowUs() / 1_000)
  if (notOk > 0) throw new Error(`${name}: ${notOk} of ${ok + notOk} requests did not go well`)
  return {
    perCpuSecond: ok / (cpuSecondsOf(pid) - cpuBeforeS),
    perSecond: ok / (elapsedMs / 1_000),
  }
}
