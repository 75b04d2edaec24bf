/** A stretch of the load that charts show, in seconds of it. */
export type Span = { readonly fromS: number; readonly toS: number }

/** A stretch within the load, no shorter than `leastS`; the ends may come in any order. */
export function spanWithin(oneS: number, otherS: number, lengthS: number, leastS: number): Span {
  const widthS = Math.min(lengthS, Math.max(leastS, Math.abs(otherS - oneS)))
  const middleS = (oneS + otherS) / 2
  const fromS = Math.min(Math.max(0, middleS - widthS / 2), lengthS - widthS)
  return { fromS, toS: fromS + widthS }
}

/** The same moment stays where it is on the screen; `factor` below 1 shows less. */
export function zoomed({ fromS, toS }: Span, aroundS: number, factor: number): Span {
  return {
    fromS: aroundS - (aroundS - fromS) * factor,
    toS: aroundS + (toS - aroundS) * factor,
  }
}

/** Round seconds in a span, at most about `most` of them, each with as many decimals as all need. */
export function ticksOf({ fromS, toS }: Span, most: number): { atS: number; text: string }[] {
  const roughS = (toS - fromS) / most
  const decadeS = 10 ** Math.floor(Math.log10(roughS))
  const stepS = ([1, 2, 5, 10].find((step) => step * decadeS >= roughS) ?? 10) * decadeS
  const decimals = Math.max(0, -Math.floor(Math.log10(stepS) + 1e-9))
  const first = Math.ceil(fromS / stepS - 1e-9)
  const count = Math.floor(toS / stepS + 1e-9) - first + 1
  return Array.from({ length: count }, (_none, index) => {
    const atS = (first + index) * stepS
    return { atS, text: atS.toFixed(decimals) }
  })
}
