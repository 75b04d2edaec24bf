import { expect, test } from 'vitest'
import { lawSpecOf } from '../../../../reports/capacity/law-chart.ts'
import { capacityPageOf } from '../../../../reports/capacity/page.ts'
import {
  gapText,
  kneeText,
  lossText,
  rateText,
  useText,
} from '../../../../reports/capacity/words.ts'
import { capacityDocument } from './document.ts'

test('the page asks for nothing else, and escapes what it is told', async () => {
  const page = await capacityPageOf(capacityDocument)
  expect(page).not.toMatch(/<script|\bsrc=|https?:\/\/(?!www\.w3\.org)/)
  expect(page).toContain('&lt;script&gt;')
  expect(page).not.toMatch(/NaN|undefined|Infinity/)
})

test('the page has every knee as a chart, the plan and the gap', async () => {
  const page = await capacityPageOf(capacityDocument)
  expect(page).toContain('The knee of 1 unit: 190 ±2.9 % requests/s')
  expect(page).toContain('The knee of 2 units: at least 300 requests/s')
  expect(page.match(/<svg role="img"/g)).toHaveLength(2)
  expect(page).toContain(
    'One unit carries 190 ±2.9 % requests/s. A peak of 2,000/s with one zone lost takes 18 units.',
  )
  expect(page).toContain('50,400')
  expect(page).toContain('more than the 31 units that Premium has in a region')
})

test('what one unit survives takes 1 unit', async () => {
  const { plan } = capacityDocument
  const options = plan?.options.map((option) => ({ ...option, unitsInAll: 1 })) ?? []
  const page = await capacityPageOf({
    ...capacityDocument,
    ...(plan === undefined ? {} : { plan: { ...plan, options } }),
  })
  expect(page).toContain('with one zone lost takes 1 unit.')
})

test('a unit count whose world failed says so', async () => {
  const failed = {
    units: 3,
    end: 'unclear' as const,
    why: 'its world failed',
    carriedPerS: 0,
    trials: [],
  }
  const units = [...capacityDocument.units, failed]
  const page = await capacityPageOf({ ...capacityDocument, units })
  expect(page).toContain('its world failed.')
  expect(page).not.toMatch(/NaN|Infinity/)
})

test('the scalability chart needs two points', () => {
  expect(lawSpecOf(capacityDocument)).toBeUndefined()
  const [one, two] = capacityDocument.units
  if (one === undefined || two === undefined) throw new Error('two unit counts')
  const both = [one, { ...two, knee: { ratePerS: 370, lowPerS: 360, highPerS: 380 } }]
  expect(lawSpecOf({ ...capacityDocument, units: both })).toBeDefined()
})

test('numbers read as a person says them', () => {
  expect([rateText(1_234.4), rateText(57.26)]).toEqual(['1,234', '57.3'])
  expect([useText(0.876), useText(Number.POSITIVE_INFINITY)]).toEqual(['88 %', 'nothing is left'])
  expect(lossText({ units: 1, carriedPerS: 1, useAtPeak: 1, useAfterRegion: 2 })).toBe(
    '; 200 % with one region lost',
  )
  expect(kneeText({ units: 1, end: 'below-lowest', carriedPerS: 0, trials: [] })).toBe('not known')
  expect(gapText({ riseMin: 0, beyond: 1_000, beyondShare: 0.1, units: 2 })).toEqual([
    'at once',
    '1,000',
    '10 %',
    expect.stringMatching(/^never/),
  ])
})
