import { type Span, spanWithin } from './span.ts'

/** What all charts of a page share: the moment that is pointed at, and the stretch that is shown. */
export type Shared = {
  readonly lengthS: number
  momentS: number
  span: Span
  /** While a stretch is being marked. */
  brush: Span | undefined
}

/** Tells all parts of a page whenever what they share has changed. */
export function sharedTime(lengthS: number, momentS: number) {
  const told: ((shared: Shared) => void)[] = []
  const shared: Shared = { lengthS, momentS, span: { fromS: 0, toS: lengthS }, brush: undefined }
  const tell = () => {
    for (const listener of told) listener(shared)
  }
  return {
    shared,
    onChange(listener: (shared: Shared) => void): void {
      told.push(listener)
      listener(shared)
    },
    point(atS: number): void {
      shared.momentS = Math.min(Math.max(0, atS), lengthS)
      tell()
    },
    mark(oneS: number, otherS: number): void {
      shared.brush = { fromS: Math.min(oneS, otherS), toS: Math.max(oneS, otherS) }
      tell()
    },
    /** Shows a stretch in all charts, or as much of the load as there is. */
    show({ fromS, toS }: Span): void {
      shared.brush = undefined
      // Half a second: less than one column of most charts.
      shared.span = spanWithin(fromS, toS, lengthS, Math.min(0.5, lengthS))
      tell()
    },
    showAll(): void {
      shared.brush = undefined
      shared.span = { fromS: 0, toS: lengthS }
      tell()
    },
  }
}

export type SharedTime = ReturnType<typeof sharedTime>
