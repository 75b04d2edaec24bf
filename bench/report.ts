import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { defineBench } from './define-bench.ts'
import { writeLargeRun } from './report/large-run.ts'
import { reportOptionsOf } from './report/options.ts'

/** What is wanted for ten million requests on two processors. */
const wantedS = 60
const wantedMb = 3_072
const wantedRequests = 10_000_000

const tookSchema = z.object({
  seconds: z.number(),
  cpuSeconds: z.number(),
  peakMb: z.number(),
  verdict: z.string(),
  why: z.string(),
  requests: z.number(),
  isExact: z.boolean(),
})

/** How long the report of a very large run takes, and how much memory. */
export const report = defineBench({
  name: 'report',
  about: 'time and memory of the report of ten million requests: --requests 10000000 --folder new',
  async run(say, words) {
    const { requests, folder } = reportOptionsOf(words)
    const made = folder ?? mkdtempSync(join(tmpdir(), 'gatedrill-large-'))
    if (folder !== undefined) mkdirSync(folder, { recursive: true })
    try {
      writeLargeRun(made, requests)
      const mb = bytesIn(join(made, 'ledgers')) / 2 ** 20
      say(
        `${requests} requests, ${mb.toFixed(0)} MB of ledgers; ${availableParallelism()} processors`,
      )
      const took = reportOf(made)
      say(`${took.verdict}: ${took.why}`)
      say(`${took.requests} requests read, their sum is ${took.isExact ? 'exact' : 'wrong'}`)
      say(
        `report: ${took.seconds.toFixed(1)} s (${took.cpuSeconds.toFixed(1)} s of processors), ` +
          `${took.peakMb.toFixed(0)} MB at most`,
      )
      const share = Math.max(1, requests / wantedRequests)
      say(`wanted: ${(wantedS * share).toFixed(0)} s and ${wantedMb} MB at most`)
      const isGood = took.seconds <= wantedS * share && took.peakMb <= wantedMb
      if (!isGood || !took.isExact || took.requests !== requests) process.exitCode = 1
    } finally {
      if (folder === undefined) rmSync(made, { recursive: true, force: true })
    }
  },
})

/** In a process of its own, so that the memory of making the run does not count. */
function reportOf(folder: string) {
  const main = fileURLToPath(new URL('report/report.main.ts', import.meta.url))
  const { stdout, stderr, status } = spawnSync(process.execPath, [main, folder], {
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`no report was made: ${stderr}`)
  return tookSchema.parse(JSON.parse(stdout))
}

function bytesIn(folder: string): number {
  return readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0)
}
