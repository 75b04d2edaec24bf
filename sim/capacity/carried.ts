import { type UslFit, uslRate } from './usl.ts'

/** What a number of units carries, and how that is known. */
export type Carried = {
  readonly ratePerS: number
  /** Measured as such, by the law between and beyond what was measured, or so many times one unit. */
  readonly source: 'measured' | 'law' | 'multiple'
}

export type Carries = (units: number) => Carried

/** Rates that were measured, by units; at least one. */
export type MeasuredRates = readonly { readonly units: number; readonly ratePerS: number }[]

/**
 * What units carry: what was measured; between and beyond it the law, where it is fit to be built on
 * (never more than so many times the best measured unit, and falling past its peak); else the
 * multiple of the weakest measured unit, which is not to promise what was not seen.
 */
export function carriesOf(measured: MeasuredRates, law: UslFit | undefined): Carries {
  const shares = measured.map(({ units, ratePerS }) => ratePerS / units)
  const [weakest, best] = [Math.min(...shares), Math.max(...shares)]
  return (units) => {
    const exact = measured.find((point) => point.units === units)
    if (exact !== undefined) return { ratePerS: exact.ratePerS, source: 'measured' }
    if (law === undefined) return { ratePerS: weakest * units, source: 'multiple' }
    return { ratePerS: Math.min(uslRate(law, units), best * units), source: 'law' }
  }
}

/** The fewest units that are enough; undefined when none up to `unitsMax` are. */
export function unitsFor(
  isEnough: (units: number) => boolean,
  { unitsMax, multipleOf }: { readonly unitsMax: number; readonly multipleOf: number },
): number | undefined {
  for (let units = multipleOf; units <= unitsMax; units += multipleOf) {
    if (isEnough(units)) return units
  }
  return undefined
}
