import type { Tool } from './tool.ts'

/** The tools that can take part; those that cannot are named, with why. */
export function presentOf(tools: readonly Tool[], say: (line: string) => void): readonly Tool[] {
  for (const { name, missing } of tools) {
    const why = missing()
    if (why !== undefined) say(`${name} does not take part: ${why}.`)
  }
  return tools.filter(({ missing }) => missing() === undefined)
}
