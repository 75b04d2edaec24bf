import { expect, test } from 'vitest'
import { pageStyle } from '../../../../reports/render/page-style.ts'

/** The colours by name of the light and of the dark scheme, as the page has them. */
const [light = new Map(), dark = new Map()] = [...pageStyle.matchAll(/:root\{([^}]*)\}/g)].map(
  (match) =>
    new Map(
      [...(match[1] ?? '').matchAll(/--([\w-]+):(#[0-9a-f]{3,6});/g)].map((pair) => [
        pair[1] ?? '',
        pair[2] ?? '',
      ]),
    ),
)

/** Source: WCAG 2.2, relative luminance and contrast ratio. */
function contrastOf(one: string, other: string): number {
  const [bright = 0, dim = 0] = [luminanceOf(one), luminanceOf(other)].toSorted((a, b) => b - a)
  return (bright + 0.05) / (dim + 0.05)
}

function luminanceOf(colour: string): number {
  const whole = colour.length === 4 ? colour.replaceAll(/[0-9a-f]/g, '$&$&') : colour
  const parts = [1, 3, 5].map((at) => {
    const part = Number.parseInt(whole.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  const [red = 0, green = 0, blue = 0] = parts
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

const texts = [
  ...['ink', 'muted', 'link'].flatMap((ink) =>
    ['ground', 'card', 'soft'].map((ground) => [ink, ground] as const),
  ),
  ...['pass', 'fail', 'inconclusive', 'aborted'].map((state) => [state, `${state}-soft`] as const),
  ...['pass', 'fail', 'inconclusive'].map((state) => ['ink', `${state}-soft`] as const),
  ...['chart-ink', 'chart-muted', 'chart-failed'].map((ink) => [ink, 'card'] as const),
]

test.each(texts)('%s on %s can be read, in light and in dark', (ink, ground) => {
  for (const colours of [light, dark]) {
    const [words = '', paper = ''] = [colours.get(ink), colours.get(ground)]
    expect(words).not.toBe('')
    expect(paper).not.toBe('')
    expect(contrastOf(words, paper)).toBeGreaterThanOrEqual(4.5)
  }
})

test('black on white is 21 to 1', () => {
  expect(contrastOf('#000', '#ffffff')).toBeCloseTo(21, 5)
})
