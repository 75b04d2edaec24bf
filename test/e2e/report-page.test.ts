import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'
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
beforeAll(async () => {
  const drill = startDrill([
    'zone-down',
    ...[
      'load.durationS=14',
      'load.ratePerS=100',
      'faults[0].atS=5',
      'faults[0].durationS=4',
    ].flatMap((change) => ['--set', change]),
  ])
  results = drill.results
  await drill.ended
  page = pathToFileURL(join(runFolderIn(results) ?? '', 'report.html')).href
}, 120_000)
afterAll(() => rmSync(results, { recursive: true, force: true }))

test.each([
  ['with scripts, light', true, 'light'],
  ['without scripts, light', false, 'light'],
  ['without scripts, dark', false, 'dark'],
] as const)('the report opens offline %s', async (_case, javaScriptEnabled, colorScheme) => {
  const browser = await chromium.launch({ executablePath, args: browserArgs })
  try {
    const context = await browser.newContext({
      javaScriptEnabled,
      colorScheme,
      offline: true,
      viewport: { width: 1280, height: 900 },
    })
    const tab = await context.newPage()
    const asked: string[] = []
    const complaints: string[] = []
    tab.on('request', (request) => asked.push(request.url()))
    tab.on('console', (message) => complaints.push(message.text()))
    tab.on('pageerror', (error) => complaints.push(error.message))
    await tab.goto(page)

    expect(asked).toEqual([page])
    expect(complaints).toEqual([])
    // The first screen answers: did we pass, and why not.
    const verdict = tab.getByRole('heading', { level: 1 })
    expect(await verdict.textContent()).toMatch(/pass|fail|inconclusive/i)
    expect((await verdict.boundingBox())?.y).toBeLessThan(900)
    // A chart is a picture with a name, and it has drawn something.
    const charts = tab.locator('svg[aria-label], [role=img][aria-label]')
    expect(await charts.count()).toBeGreaterThanOrEqual(4)
    expect((await charts.first().boundingBox())?.height).toBeGreaterThan(100)
    // Nothing is wider than the screen.
    const widthPx = await tab.locator('body').evaluate((body) => body.scrollWidth)
    expect(widthPx).toBeLessThanOrEqual(1280)
    expect((await tab.screenshot()).length).toBeGreaterThan(20_000)
  } finally {
    await browser.close()
  }
})
