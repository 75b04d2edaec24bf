import { expect, test } from 'vitest'
import { fitUsl, type UslPoint, uslRate } from '../../../../sim/capacity/usl.ts'

const pointsOf = (rates: Readonly<Record<number, number>>): UslPoint[] =>
  Object.entries(rates).map(([units, ratePerS]) => ({ units: Number(units), ratePerS }))

const law = (alpha: number, beta: number, counts: readonly number[]) =>
  counts.map((units) => ({
    units,
    ratePerS: (100 * units) / (1 + alpha * (units - 1) + beta * units * (units - 1)),
  }))

test.each([
  ['linear', 0, 0],
  ['contention alone', 0.08, 0],
  ['coherency alone', 0, 0.004],
  ['both', 0.05, 0.01],
])('finds the law that made the points: %s', (_case, alpha, beta) => {
  const { fit } = fitUsl(law(alpha, beta, [1, 2, 3, 4, 6, 8]))
  expect(fit?.gammaPerS).toBeCloseTo(100, 6)
  expect(fit?.alpha).toBeCloseTo(alpha, 8)
  expect(fit?.beta).toBeCloseTo(beta, 8)
  expect(fit?.residualShare).toBeCloseTo(0, 8)
})

// SPEC SDM91 of a Sun SPARCcenter 2000; the fit is that of nls in R (package usl, its vignette).
test('agrees with the published fit of the SDM91 benchmark', () => {
  const measured = {
    1: 64.9,
    18: 995.9,
    36: 1652.4,
    72: 1853.2,
    108: 1828.9,
    144: 1775,
    216: 1702.2,
  }
  const { fit } = fitUsl(pointsOf(measured))
  expect(fit?.gammaPerS).toBeCloseTo(89.9952, 3)
  expect(fit?.alpha).toBeCloseTo(0.02773, 5)
  expect(fit?.beta).toBeCloseTo(0.000104366, 7)
  expect(fit?.peakUnits).toBeCloseTo(96.52, 1)
})

test('units that help each other more than linearly hold both parameters at zero', () => {
  const { fit } = fitUsl([1, 2, 3, 4].map((units) => ({ units, ratePerS: 100 * units ** 1.05 })))
  expect(fit).toMatchObject({ alpha: 0, beta: 0 })
  expect(fit?.peakUnits).toBeUndefined()
})

test('says what it cannot say', () => {
  expect(fitUsl(pointsOf({ 1: 100, 2: 190 }))).toEqual({
    doubt: expect.stringContaining('needs as many unit counts; there are 2'),
  })
  expect(fitUsl(law(0.05, 0.01, [1, 2, 3])).doubt).toMatch(/three points fix three parameters/)
  const scattered = fitUsl(pointsOf({ 1: 100, 2: 350, 3: 90, 4: 420, 5: 80 }))
  expect(scattered.doubt).toMatch(/not described by it/)
  expect(fitUsl(law(0.05, 0.01, [1, 2, 3, 4])).doubt).toBeUndefined()
})

test('what the law says of a number of units', () => {
  const fit = { gammaPerS: 100, alpha: 0.1, beta: 0, residualShare: 0 }
  expect(uslRate(fit, 1)).toBe(100)
  expect(uslRate(fit, 11)).toBe(550)
})
