import type { Random } from './random.ts'

/** A text with places like `{id:1..500}`, each filled by an integer for every request. */
export type Template = {
  readonly texts: readonly string[]
  readonly ranges: readonly { readonly from: number; readonly to: number }[]
}

const place = /\{\w+:(-?\d+)\.\.(-?\d+)\}/g

export function templateOf(text: string): Template {
  const texts: string[] = []
  const ranges: { from: number; to: number }[] = []
  let end = 0
  for (const match of text.matchAll(place)) {
    texts.push(text.slice(end, match.index))
    ranges.push({ from: Number(match[1]), to: Number(match[2]) })
    end = match.index + match[0].length
  }
  texts.push(text.slice(end))
  return { texts, ranges }
}

/** One integer for each place, both ends of its range included. */
export function drawValues({ ranges }: Template, random: Random): number[] {
  return ranges.map(({ from, to }) => from + Math.floor(random() * (to - from + 1)))
}

/** The text with its places filled from `values`, beginning at index `from`. */
export function fill({ texts, ranges }: Template, values: Float64Array, from: number): string {
  let text = texts[0] ?? ''
  for (let index = 0; index < ranges.length; index += 1) {
    text += `${values[from + index]}${texts[index + 1] ?? ''}`
  }
  return text
}
