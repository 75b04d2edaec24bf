import { defineConfig } from 'vitest/config'

const project = (name: string, include: string, timeoutMs: number) => ({
  test: { name, include: [include], testTimeout: timeoutMs, hookTimeout: timeoutMs },
})

export default defineConfig({
  test: {
    projects: [
      project('unit', 'test/unit/!(architecture)/**/*.test.ts', 10_000),
      project('architecture', 'test/unit/architecture/*.test.ts', 60_000),
      project('conformance', 'test/conformance/**/*.test.ts', 60_000),
      project('integration', 'test/integration/**/*.test.ts', 60_000),
      // Whole drills: real processes on the machine's cores, so one at a time.
      { ...project('e2e', 'test/e2e/**/*.test.ts', 240_000) },
    ],
  },
})
