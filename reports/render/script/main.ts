import { sharedTime } from './moment.ts'
import type { PageData } from './page-data.ts'
import { pageDataId } from './page-data.ts'
import { linkChart } from './time-chart.ts'
import { linkWorld } from './world.ts'
import { zoomBar } from './zoom-bar.ts'

const text = document.getElementById(pageDataId)?.textContent
if (text) start(JSON.parse(text))

function start({ lengthS, momentS, tables, topology }: PageData): void {
  const time = sharedTime(lengthS, momentS)
  for (const chart of document.querySelectorAll<HTMLElement>('[data-table]')) {
    const table = tables[chart.dataset.table ?? '']
    if (table !== undefined) linkChart(chart, table, time)
  }
  const world = document.getElementById('topology')
  if (world !== null) linkWorld(world, topology, time)
  zoomBar(time)
  document.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') time.showAll()
  })
  document.documentElement.classList.add('is-live')
}
