import { expect, test } from 'vitest'
import { redisUrlOf } from '../../../cli/options.ts'

test.each(['redis://127.0.0.1:6379', 'rediss://:secret@cache.example:6380/1', 'redis://[::1]:1'])(
  '%s is where an external cache may be',
  (url) => {
    expect(redisUrlOf(url)).toBe(url)
  },
)

test.each(['', 'localhost:6379', 'http://127.0.0.1', 'redis://', 'redis:x'])(
  '%j is refused',
  (url) => {
    expect(() => redisUrlOf(url)).toThrow('write redis://127.0.0.1:6379, or rediss:// for TLS.')
  },
)
