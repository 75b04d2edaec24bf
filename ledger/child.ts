import { createInterface } from 'node:readline'
import type { z } from 'zod'
import type { EventKind } from './events.ts'

/** What a process says to its parent, one JSON line each on its standard output. */
export type Notice =
  /** Sent once, when the process serves; `ports` by role (`http`, `peers`). */
  | { readonly say: 'ready'; readonly ports: Readonly<Record<string, number>> }
  /** Something for the event ledger. */
  | { readonly say: 'event'; readonly event: NoticeEvent }
  /** Numbers for the live progress; their shape is the sender's. */
  | { readonly say: 'progress'; readonly progress: unknown }
  /** The answer to a command with the same id. */
  | {
      readonly say: 'reply'
      readonly id: number
      readonly result: unknown
      readonly error?: string
    }
  /** A question to the parent, answered by the command `answer` with the same `ask`. */
  | {
      readonly say: 'ask'
      readonly ask: number
      readonly what: string
      readonly with: unknown
    }
  /** It could not start; `problem` is for the person who runs the drill. */
  | { readonly say: 'failed'; readonly problem: string }
  | { readonly say: 'done'; readonly result: unknown }

export type NoticeEvent = {
  readonly atUs: number
  readonly kind: EventKind
  readonly instance?: string
  readonly zone?: string
  readonly region?: string
  readonly fault?: string
  readonly detail?: unknown
}

/** A line from the parent after the first one. */
export type Command = { readonly id: number; readonly do: string; readonly with: unknown }

export type Parent<Launch> = {
  readonly launch: Launch
  notify(notice: Notice): void
  /** What the parent answers to a question; rejects when it cannot. */
  ask(what: string, message: unknown): Promise<unknown>
  /** Answers commands; what the handler returns or throws becomes the reply. */
  onCommand(handle: (command: Command) => unknown): void
}

/**
 * The child's end of the pipe to the process that started it. The first line of standard input
 * is the launch message. When the pipe closes the parent is gone, and the child goes at once:
 * nothing may outlive the controller, however it died.
 */
export function parentOf<Schema extends z.ZodType>(
  schema: Schema,
): Promise<Parent<z.output<Schema>>> {
  const lines = createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })
  const waiting: Command[] = []
  let handle: ((command: Command) => unknown) | undefined
  lines.on('close', () => process.exit(0))
  // Ctrl-C reaches the whole group of the terminal; only the controller may answer it, in order.
  process.on('SIGINT', () => undefined)
  // A parent that died mid-line also breaks our writes; that is no error of ours.
  process.stdout.on('error', () => process.exit(0))
  // Its log is on the disk of the run: when that is full, nobody dies of having said so.
  process.stderr.on('error', () => undefined)

  const asked = questionsTo(notify)
  const answer = async (command: Command) => {
    try {
      notify({ say: 'reply', id: command.id, result: await handle?.(command) })
    } catch (error) {
      notify({ say: 'reply', id: command.id, result: undefined, error: String(error) })
    }
  }
  return new Promise((resolve) => {
    let isLaunched = false
    lines.on('line', (line) => {
      const message: unknown = JSON.parse(line)
      if (!isLaunched) {
        isLaunched = true
        resolve({ launch: schema.parse(message), notify, ask: asked.ask, onCommand })
        return
      }
      if (!isCommand(message) || asked.isAnswer(message)) return
      if (handle === undefined) waiting.push(message)
      else void answer(message)
    })
  })

  function onCommand(handler: (command: Command) => unknown): void {
    handle = handler
    for (const command of waiting.splice(0)) void answer(command)
  }
}

function notify(notice: Notice): void {
  process.stdout.write(`${JSON.stringify(notice)}\n`)
}

function isCommand(message: unknown): message is Command {
  return typeof message === 'object' && message !== null && 'id' in message && 'do' in message
}

type Answer = { readonly ask: number; readonly result?: unknown; readonly error?: string }

/** Questions that wait for the parent's answers. */
function questionsTo(tell: (notice: Notice) => void) {
  const waiting = new Map<number, PromiseWithResolvers<unknown>>()
  let last = 0
  return {
    ask(what: string, message: unknown): Promise<unknown> {
      last += 1
      const answered = Promise.withResolvers<unknown>()
      waiting.set(last, answered)
      tell({ say: 'ask', ask: last, what, with: message })
      return answered.promise
    },
    /** Takes the command when it is an answer. */
    isAnswer({ do: name, with: answer }: Command): boolean {
      if (name !== 'answer' || !isAnswerOf(answer)) return false
      const asked = waiting.get(answer.ask)
      waiting.delete(answer.ask)
      if (answer.error === undefined) asked?.resolve(answer.result)
      else asked?.reject(new Error(answer.error))
      return true
    },
  }
}

function isAnswerOf(value: unknown): value is Answer {
  return typeof value === 'object' && value !== null && 'ask' in value
}
