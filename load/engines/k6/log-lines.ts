import { writeSync } from 'node:fs'
import { z } from 'zod'

const lineSchema = z.looseObject({
  level: z.string(),
  msg: z.string(),
  source: z.string().optional(),
  error: z.string().optional(),
})

/** What a script and k6 had to say. */
export type K6Log = {
  /** Errors: what the script threw, what k6 refused. */
  readonly errors: number
  /** The first of them. */
  readonly firstError: string | undefined
}

const shownMax = 600
/** A script that fails in every iteration says so each time. */
const linesMax = 2_000

/** Reads the log of k6 (`--log-format json`), keeps count of its errors and writes it down as text. */
export class LogLines implements K6Log {
  readonly #file: number | undefined
  #errors = 0
  #lines = 0
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
    const { level, msg, source, error } = parsed.data ?? { level: 'error', msg: line }
    this.#write(`${level}: ${msg}${error === undefined ? '' : `: ${error}`}\n`)
    // What a script prints with console.error is no error of its own.
    if (level !== 'error' || source === 'console' || msg.trim() === '') return
    this.#errors += 1
    this.#firstError ??= msg.slice(0, shownMax)
  }

  #write(line: string): void {
    this.#lines += 1
    if (this.#file === undefined || this.#lines > linesMax) return
    const text = this.#lines === linesMax ? 'more is left out\n' : line
    writeSync(this.#file, text)
  }
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
