import { defineConfig } from 'vitest/config'

const project = (name: string, include: string[], timeoutMs: number, groupOrder: number) => ({
  test: {
    name,
    include,
    testTimeout: timeoutMs,
    hookTimeout: timeoutMs,
    sequence: { groupOrder },
    // Tests of functions share nothing that one could spoil for the next: modules are loaded once.
    isolate: groupOrder > 0,
    // Whole processes share the processors with whatever else runs: a test of theirs that fails is
    // tried once more, and what passed only then is told at the end of .ci/run.
    retry: groupOrder > 0 ? 1 : 0,
  },
})

const integration = project('integration', ['test/integration/**/*.test.ts'], 90_000, 1)
const k6Tests = 'test/integration/load/engines/k6/*.test.ts'
const k6 = project('k6', [k6Tests], 90_000, 2)
const e2e = project('e2e', ['test/e2e/**/*.test.ts'], 240_000, 3)
/** What is seen of them depends on no time: they need no cores of their own. */
const untimed = ['killed-controller', 'killed-anywhere', 'game-day', 'trials'].map(
  (name) => `test/e2e/${name}.test.ts`,
)

export default defineConfig({
  test: {
    // Most tests of whole processes wait most of the time.
    maxWorkers: 2,
    projects: [
      project('unit', ['test/unit/!(architecture)/**/*.test.ts'], 30_000, 0),
      project('architecture', ['test/unit/architecture/*.test.ts'], 60_000, 0),
      project('conformance', ['test/conformance/**/*.test.ts'], 60_000, 0),
      { test: { ...integration.test, exclude: [k6Tests] } },
      project('e2e-untimed', untimed, 240_000, 1),
      // Last but the drills: k6 is built while the others run.
      { test: { ...k6.test, globalSetup: ['test/integration/load/engines/k6/build-k6.ts'] } },
      // Whole drills measure time on the machine's own cores: one after another, beside nothing.
      { test: { ...e2e.test, exclude: untimed, fileParallelism: false } },
    ],
  },
})
