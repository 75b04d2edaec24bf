import { lineFileAt } from '../line-file.ts'

/** The life of one fault; each step is on disk before what it announces is done. */
export type JournalStep =
  | 'intent'
  | 'applied'
  | 'proven'
  | 'not-proven'
  | 'undoing'
  | 'undone'
  | 'healed'
  | 'not-healed'

export type JournalLine = {
  readonly atUs: number
  readonly fault: string
  readonly step: JournalStep
  readonly targets: readonly string[]
  /** Why it is undone, or what went wrong. */
  readonly why?: string
}

export type Journal = { write(line: JournalLine): void }

/**
 * Appends one JSON line a step, at once: a run whose controller died shows here what it had
 * started to harm. Nothing has to be swept up from it, as everything that could still be harmed
 * is a process of the run and dies with its controller. So a disk that is full keeps no fault from
 * being undone: its steps are written when there is room.
 */
export function journalAt(path: string): Journal {
  const file = lineFileAt(path)
  return { write: (line) => void file.append(line) }
}
