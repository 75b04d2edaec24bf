import { createInterface } from 'node:readline/promises'
import { GatedrillError, textOf } from '../../ledger/errors.ts'

export type Terminal = {
  readonly input: NodeJS.ReadableStream
  readonly output: NodeJS.WritableStream
}

/** A question whose answer `read` understands, or throws a GatedrillError about. */
export type Question<Answer> = {
  readonly text: string
  /** Taken when nothing is typed. */
  readonly usual: string
  readonly read: (text: string) => Answer
}

/** Who asks, one question after the other; disposing gives the terminal back. */
export type Asking = Disposable & {
  /** Asks until the answer is understood; rejects when the input ends first. */
  ask<Answer>(question: Question<Answer>): Promise<Answer>
}

/** What is typed ahead is kept for the questions to come. */
export function asking({ input, output }: Terminal): Asking {
  const lines = createInterface({ input, output, terminal: false })
  const waiting = lines[Symbol.asyncIterator]()
  const ask: Asking['ask'] = async ({ text, usual, read }) => {
    for (;;) {
      output.write(`${text}${usual === '' ? '' : ` (${usual})`}: `)
      const line = await waiting.next()
      if (line.done === true) throw inputEnded(text)
      try {
        return read(line.value.trim() || usual)
      } catch (error) {
        if (!(error instanceof GatedrillError)) throw error
        output.write(`${error.problems.map(textOf).join('\n')}\n`)
      }
    }
  }
  return { ask, [Symbol.dispose]: () => lines.close() }
}

function inputEnded(text: string): GatedrillError {
  return new GatedrillError({
    code: 'CLI_INIT_NOT_ANSWERED',
    where: text,
    what: 'the input ended before an answer',
    why: 'questions are asked on a terminal',
    fix: 'give the answers as options, with --yes for the usual ones: gatedrill init --help',
  })
}
