import { writeSync } from 'node:fs'
import { z } from 'zod'

const lineSchema = z.looseObject({
  level: z.string(),
  msg: z.string(),
  source: z.string().optional(),
})

/** What a script and k6 had to say. */
export type K6Log = {
  /** Errors: what the script threw, what k6 refused. */
  readonly errors: number
  /** The first of them. */
  readonly firstError: string | undefined
}

const shownMax = 600

/** Reads the log of k6 (`--log-format json`), keeps count of its errors and writes it down as text. */
export class LogLines implements K6Log {
  readonly #file: number | undefined
  #errors = 0
  #firstError: string | undefined

  /** Writes into an open file; undefined: nowhere. */
  constructor(file: number | undefined) {
    this.#file = file
  }

  get errors(): number {
    return this.#errors
  }

  get firstError(): string | undefined {
    return this.#firstError
  }

  hear(line: string): void {
    const parsed = lineSchema.safeParse(jsonOf(line))
    const { level, msg, source } = parsed.data ?? { level: 'error', msg: line, source: undefined }
    if (this.#file !== undefined) writeSync(this.#file, `${level}: ${msg}\n`)
    // What a script prints with console.error is no error of its own.
    if (level !== 'error' || source === 'console' || msg.trim() === '') return
    this.#errors += 1
    this.#firstError ??= msg.slice(0, shownMax)
  }
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
