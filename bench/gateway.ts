import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { medianOf } from '../reports/statistics/describe.ts'
import { defineBench } from './define-bench.ts'
import { runClosedLoop } from './gateway/closed-loop.ts'
import { fullPath, subscriptionKey } from './gateway/full-policy.ts'
import { addedLatency, type Quantiles } from './gateway/half-load.ts'
import {
  gatewayName,
  nginxName,
  proxyName,
  type Subject,
  type Subjects,
  startSubjects,
} from './gateway/subjects.ts'
import { noOptions } from './options.ts'
import { keepAwake } from './pauses/awake.ts'
import { cpuSecondsOf, residentMbOf } from './process-cpu.ts'

const rounds = 3
const connections = 64
/** Of each alike: on one processor the compiler of Node takes as long for what it meets for the first time. */
const warmUpMs = 12_000
const measuredMs = 6_000

export const gateway = defineBench({
  name: 'gateway',
  about: 'requests per CPU-second of one gateway process beside proxies that run no policy',
  async run(say, words) {
    noOptions('gateway', words)
    const folder = mkdtempSync(join(tmpdir(), 'gatedrill-bench-'))
    try {
      await using subjects = await startSubjects(folder)
      await measureAll(subjects, say)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
})

type Measured = { readonly perCpuSecond: number; readonly perSecond: number }

async function measureAll(subjects: Subjects, say: (line: string) => void): Promise<void> {
  const idleMb = new Map(subjects.all.map(({ name, pid }) => [name, residentMbOf(pid)]))
  const pinned = subjects.arePinned
    ? 'one processor for the subject, one for the rest'
    : 'not pinned'
  say(`${connections} connections, each one GET after the other; ${pinned};`)
  say(
    `after ${warmUpMs / 1_000} s each, ${rounds} rounds of ${measuredMs / 1_000} s in turn, medians\n`,
  )
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
  await measureHalfLoad(subjects, median(gatewayName, 'perSecond') / 2, say)
}

async function measureHalfLoad(
  subjects: Subjects,
  ratePerS: number,
  say: (line: string) => void,
): Promise<void> {
  // Not before: who is woken sooner does less at a time, which costs those most that rest now and then.
  using _awake = keepAwake()
  const gatewayPort = subjects.all.find(({ name }) => name === gatewayName)?.port ?? 0
  const { bare, through } = await addedLatency(
    { ...spokenTo(subjects), ratePerS, nowUs: subjects.nowUs, watches: subjects.watches },
    { backendPort: subjects.backendPort, gatewayPort },
  )
  say(
    `\nAt half its capacity (${ratePerS.toFixed(0)} requests/s, open loop) the gateway adds ` +
      `${addedText(through.all, bare.all)}.`,
  )
  if (bare.quiet === undefined || through.quiet === undefined) return
  say(
    `In the ${through.quiet.seconds} of ${through.seconds} seconds in which the host took no processor away ` +
      `(of the bare backend: ${bare.quiet.seconds}): ${addedText(through.quiet, bare.quiet)}.`,
  )
}

function addedText(through: Quantiles, bare: Quantiles): string {
  const added = (of: keyof Quantiles) =>
    `${(through[of] - bare[of]).toFixed(2)} ms (${through[of].toFixed(2)} - ${bare[of].toFixed(2)})`
  return `${added('p50Ms')} at p50 and ${added('p99Ms')} at p99`
}

/** What every subject is asked. */
function spokenTo({ token }: Subjects) {
  const headers = {
    'Ocp-Apim-Subscription-Key': subscriptionKey,
    Authorization: `Bearer ${token}`,
    Accept: 'application/json',
  }
  return { path: fullPath, headers, connections }
}

async function loopOver(
  subjects: Subjects,
  { name, pid, port }: Subject,
  durationMs: number,
): Promise<Measured> {
  const cpuBeforeS = cpuSecondsOf(pid)
  const loop = { ...spokenTo(subjects), port, durationMs }
  const { ok, notOk, elapsedMs } = await runClosedLoop(loop, () => subjects.nowUs() / 1_000)
  if (notOk > 0) throw new Error(`${name}: ${notOk} of ${ok + notOk} requests did not go well`)
  return {
    perCpuSecond: ok / (cpuSecondsOf(pid) - cpuBeforeS),
    perSecond: ok / (elapsedMs / 1_000),
  }
}
