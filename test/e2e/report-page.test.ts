import { rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runFolderIn, startDrill } from './drill.ts'

const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'
const browserArgs = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

let results = ''
let page = ''
let browser: Browser
beforeAll(async () => {
  const drill = startDrill([
    'zone-down',
    ...[
      'load.durationS=14',
      'load.warmUpS=3',
      'load.ratePerS=100',
      'faults[0].atS=5',
      'faults[0].durationS=4',
    ].flatMap((change) => ['--set', change]),
  ])
  results = drill.results
  await drill.ended
  page = pathToFileURL(join(runFolderIn(results) ?? '', 'report.html')).href
  browser = await chromium.launch({ executablePath, args: browserArgs })
}, 120_000)
afterAll(async () => {
  await browser?.close()
  rmSync(results, { recursive: true, force: true })
})

type Reader = {
  readonly javaScriptEnabled?: boolean
  readonly colorScheme?: 'light' | 'dark'
  readonly widthPx?: number
}

/** The report as a reader has it, with no network, and what the page asked for or complained of. */
async function opened({
  javaScriptEnabled = true,
  colorScheme = 'light',
  widthPx = 1280,
}: Reader = {}) {
  const context = await browser.newContext({
    javaScriptEnabled,
    colorScheme,
    offline: true,
    viewport: { width: widthPx, height: 900 },
  })
  const tab = await context.newPage()
  const asked: string[] = []
  const complaints: string[] = []
  tab.on('request', (request) => asked.push(request.url()))
  tab.on('console', (message) => complaints.push(message.text()))
  tab.on('pageerror', (error) => complaints.push(error.message))
  await tab.goto(page)
  return {
    tab,
    /** To be called when all was done. */
    async close() {
      expect(asked).toEqual([page])
      expect(complaints).toEqual([])
      await context.close()
    },
  }
}

test.each([
  ['with scripts, light', { javaScriptEnabled: true, colorScheme: 'light' }],
  ['with scripts, dark', { javaScriptEnabled: true, colorScheme: 'dark' }],
  ['without scripts, light', { javaScriptEnabled: false, colorScheme: 'light' }],
  [
    'without scripts, dark, on a telephone',
    { javaScriptEnabled: false, colorScheme: 'dark', widthPx: 390 },
  ],
] as const)('the report opens offline %s', async (_case, reader) => {
  const { tab, close } = await opened(reader)
  // The first screen answers: did we pass, and why not.
  const verdict = tab.getByRole('heading', { level: 1 })
  expect(await verdict.textContent()).toMatch(/pass|fail|inconclusive/i)
  expect((await verdict.boundingBox())?.y).toBeLessThan(900)
  // A chart is a picture with a name, and it has drawn something.
  const charts = tab.locator('svg[role=img]')
  expect(await charts.count()).toBeGreaterThanOrEqual(8)
  const names = await charts.evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')))
  expect(names.filter((name) => (name ?? '').length < 20)).toEqual([])
  expect((await tab.locator('#timeline svg').boundingBox())?.height).toBeGreaterThan(100)
  // Nothing is wider than the screen.
  const widthPx = await tab.locator('body').evaluate((body) => body.scrollWidth)
  expect(widthPx).toBeLessThanOrEqual('widthPx' in reader ? reader.widthPx : 1280)
  expect((await tab.screenshot()).length).toBeGreaterThan(20_000)
  await close()
})

test('the report weighs at most 3 MB', () => {
  expect(statSync(fileURLToPath(page)).size).toBeLessThan(3_000_000)
})

/** Points into a chart at a share of the time that its first drawing area shows. */
async function pointAt(tab: Page, chart: string, share: number) {
  const svg = tab.locator(`#${chart} svg`)
  await svg.scrollIntoViewIfNeeded()
  const grounds = svg.locator('path.background')
  const boxes = await grounds.evaluateAll((all) =>
    all.map((one) => {
      const { x, y, width, height } = one.getBoundingClientRect()
      return { x, y, width, height }
    }),
  )
  const area = boxes.find(({ width, height }) => width > 100 && height > 20)
  if (area === undefined) throw new Error(`${chart} has no drawing area`)
  await tab.mouse.move(area.x + area.width * share, area.y + area.height / 2)
}

const labelsOf = (tab: Page, chart: string) =>
  tab.locator(`#${chart} .role-axis-label text:visible`).allTextContents()

test('whoever points at a moment is told the values of all charts of that moment', async () => {
  const { tab, close } = await opened()
  await pointAt(tab, 'timeline', 2.5 / 14)
  for (const chart of ['timeline', 'zone-share', 'instances', 'latency-heat']) {
    const told = (await tab.locator(`#${chart} .readout`).textContent()) ?? ''
    expect(told).toMatch(/^second 2/)
    expect(told).toMatch(/\d/)
  }
  expect(await tab.locator('#timeline .readout').textContent()).toMatch(
    /ok \d+\/s.*p99 (\d|no good)/,
  )
  await tab.locator('#zone-share [tabindex]').focus()
  await tab.keyboard.press('ArrowRight')
  expect(await tab.locator('#timeline .readout').textContent()).toMatch(/^second 3/)
  expect(await tab.locator('#zone-share [role=status]').textContent()).toMatch(/second 3: .*%/)
  await close()
})

test('a stretch that is marked in one chart is shown by all of them, until Escape', async () => {
  const { tab, close } = await opened({ colorScheme: 'dark' })
  const before = await labelsOf(tab, 'zone-share')
  await pointAt(tab, 'timeline', 4 / 14)
  await tab.mouse.down()
  await pointAt(tab, 'timeline', 6 / 14)
  // While it is being marked, the mark is in every chart.
  const brush = tab.locator('#zone-share .brush')
  expect(Number(await brush.getAttribute('width'))).toBeGreaterThan(50)
  await tab.mouse.up()
  for (const chart of ['timeline', 'zone-share', 'latency-heat', 'instances']) {
    const labels = await labelsOf(tab, chart)
    expect(labels.map(Number)).toContain(5)
    expect(labels.map(Number)).not.toContain(12)
  }
  expect(await tab.locator('.zoom-bar').textContent()).toMatch(/second [34]\.\d to [56]\.\d/)
  await tab.keyboard.press('Escape')
  expect(await labelsOf(tab, 'zone-share')).toEqual(before)
  expect(await tab.locator('.zoom-bar').isVisible()).toBe(false)
  await close()
})

test('the slider moves the picture of the world and all charts, and so does a key moment', async () => {
  const { tab, close } = await opened()
  const states = (state: string) => tab.locator(`.world-now .tile-of.is-${state}`).count()
  const slider = tab.getByRole('slider')
  // Halfway between the kill of the zone and its undoing.
  await slider.fill('8.5')
  expect(await states('dead')).toBe(2)
  expect(await tab.locator('.world-text').textContent()).toMatch(/2 dead .*on: zone-down#1/)
  expect(await tab.locator('#timeline .readout').textContent()).toMatch(/^second 8/)
  await tab.getByRole('button', { name: /^before/ }).click()
  expect(await states('dead')).toBe(0)
  expect(await tab.locator('.world-text').textContent()).toContain('no fault on')
  await slider.focus()
  const before = await slider.inputValue()
  await tab.keyboard.press('ArrowRight')
  expect(Number(await slider.inputValue())).toBeGreaterThan(Number(before))
  await close()
})

test('without scripts the world is shown as it was at its worst, and at the key moments', async () => {
  const { tab, close } = await opened({ javaScriptEnabled: false })
  expect(await tab.getByRole('slider').count()).toBe(0)
  expect(await tab.locator('.world-now svg').isVisible()).toBe(true)
  const moments = await tab.locator('.strip b').allTextContents()
  expect(moments[0]).toBe('before')
  expect(moments).toContain('detected')
  expect(moments.at(-1)).toBe('after')
  await close()
})
