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

export type Journal = {
  /** Gives why the disk takes no more, if it does not: the line is then written when there is room. */
  write(line: JournalLine): string | undefined
}

/**
 * Appends one JSON line a step, at once: a run whose controller died shows here what it had
 * started to harm. Nothing has to be swept up from it, as everything that could still be harmed
 * is a process of the run and dies with its controller. So a disk that is full keeps no fault from
 * being undone; that none is begun there is for who writes the intent.
 */
export function journalAt(path: string): Journal {
  const file = lineFileAt(path)
  return { write: (line) => file.append(line) }
}
