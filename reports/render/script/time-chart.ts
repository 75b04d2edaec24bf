import type { TimeTable } from '../../charts/time-table.ts'
import type { SharedTime } from './moment.ts'
import { type Panel, panelsOf } from './panel.ts'
import { readoutOf } from './readout.ts'
import { zoomed } from './span.ts'

/** Below this a drag is a click, in pixels. */
const dragLeast = 5

/**
 * Makes a chart over time answer: it shows the values of the moment under the pointer, a drag marks
 * a stretch to zoom into in every chart, arrows move the moment, plus and minus zoom.
 */
export function linkChart(chart: HTMLElement, table: TimeTable, time: SharedTime): void {
  const svg = chart.querySelector('svg')
  if (svg === null) return
  const panels = panelsOf(svg)
  const readout = readoutOf(table, chart)
  const spoken = chart.appendChild(document.createElement('p'))
  spoken.className = 'spoken'
  spoken.setAttribute('role', 'status')
  time.onChange((shared) => {
    for (const panel of panels) panel.draw(shared)
    readout.draw(shared)
  })
  listenToPointer(svg, panels, time)
  listenToKeys(chart, table.stepS, time, () => {
    spoken.textContent = readout.text(time.shared)
  })
}

function listenToPointer(svg: SVGSVGElement, panels: readonly Panel[], time: SharedTime): void {
  const { shared } = time
  let begun: { readonly x: number; readonly atS: number } | undefined
  const secondAt = ({ clientX, clientY }: PointerEvent) => {
    const boxes = panels.map((panel) => panel.box())
    const beside = boxes.filter(({ left, right }) => clientX >= left - 4 && clientX <= right + 4)
    const box =
      beside.find(({ top, bottom }) => clientY >= top && clientY <= bottom) ??
      beside[0] ??
      (begun === undefined ? undefined : boxes[0])
    if (box === undefined) return undefined
    const { fromS, toS } = shared.span
    const atS = fromS + ((clientX - box.left) / box.width) * (toS - fromS)
    return Math.min(Math.max(fromS, atS), toS)
  }
  svg.addEventListener('pointermove', (event) => {
    const atS = secondAt(event)
    if (atS === undefined) return
    if (begun !== undefined && Math.abs(event.clientX - begun.x) >= dragLeast) {
      time.mark(begun.atS, atS)
    }
    time.point(atS)
  })
  svg.addEventListener('pointerdown', (event) => {
    const atS = secondAt(event)
    if (atS === undefined) return
    time.point(atS)
    // A finger scrolls the page; only what cannot may mark a stretch.
    if (event.pointerType === 'touch' || event.button !== 0) return
    begun = { x: event.clientX, atS }
    svg.setPointerCapture(event.pointerId)
    event.preventDefault()
  })
  svg.addEventListener('pointerup', () => {
    begun = undefined
    if (shared.brush !== undefined) time.show(shared.brush)
  })
  svg.addEventListener('pointercancel', () => {
    begun = undefined
    time.show(shared.span)
  })
  svg.addEventListener('dblclick', () => time.showAll())
}

function listenToKeys(
  chart: HTMLElement,
  stepS: number,
  time: SharedTime,
  speak: () => void,
): void {
  const { shared } = time
  const moves: Readonly<Record<string, () => void>> = {
    ArrowLeft: () => time.point(shared.momentS - stepS),
    ArrowRight: () => time.point(shared.momentS + stepS),
    Home: () => time.point(shared.span.fromS),
    // The end itself belongs to no stretch any more.
    End: () => time.point(shared.span.toS - stepS / 2),
    '+': () => time.show(zoomed(shared.span, shared.momentS, 0.5)),
    '=': () => time.show(zoomed(shared.span, shared.momentS, 0.5)),
    '-': () => time.show(zoomed(shared.span, shared.momentS, 2)),
  }
  chart.addEventListener('keydown', (event) => {
    const move = moves[event.key]
    if (move === undefined || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    move()
    const { momentS, span } = shared
    const isHidden = momentS < span.fromS || momentS > span.toS
    if (isHidden) {
      const halfS = (span.toS - span.fromS) / 2
      time.show({ fromS: momentS - halfS, toS: momentS + halfS })
    }
    speak()
  })
}
