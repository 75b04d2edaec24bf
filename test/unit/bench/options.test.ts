import { expect, test } from 'vitest'
import { gateway, links } from '../../../bench/registry.ts'

test.each([gateway, links])(
  '$name refuses words that it does not know, before it starts anything',
  async (bench) => {
    const said: string[] = []
    await expect(bench.run((line) => said.push(line), ['--help'])).rejects.toThrow(
      new RegExp(`^--help: Unknown option '--help'.*BENCH_OPTION[^]*npm run bench ${bench.name}$`),
    )
    expect(said).toEqual([])
  },
)
