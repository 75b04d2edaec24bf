import type { Shared } from './moment.ts'
import { type Span, ticksOf } from './span.ts'

const svgNamespace = 'http://www.w3.org/2000/svg'

/** One drawing area of a chart, whose width is the time of the load. */
export type Panel = {
  /** On the screen. */
  box(): DOMRect
  draw(shared: Shared): void
}

/**
 * The drawing areas of a picture that vega made: the whole picture, or each part of one that has
 * several. What a zoom moves are its marks and its axis of time; legends and titles stay.
 */
export function panelsOf(svg: SVGSVGElement): Panel[] {
  const groups = svg.querySelectorAll<SVGGElement>(
    '.role-frame > g, [class*="concat_"][class$="_group"] > g',
  )
  return [...groups].flatMap((group) => {
    const ground = group.querySelector<SVGPathElement>(':scope > path.background')
    const size = ground?.getBBox()
    const isDrawn = ground !== null && size !== undefined && size.width > 0
    return isDrawn ? [panelOf(group, ground, size)] : []
  })
}

function panelOf(group: SVGGElement, ground: SVGPathElement, size: DOMRect): Panel {
  const marks = [...group.querySelectorAll<SVGElement>('.role-mark > *')].map(movable)
  const redrawAxis = timeAxis(group, size.width)
  const clips = clipsOf(group, size)
  const brush = added(group, 'rect', 'brush', { y: 0, height: size.height })
  const cross = added(group, 'line', 'cross', { y1: 0, y2: size.height })
  let shown: Span | undefined
  return {
    box: () => ground.getBoundingClientRect(),
    draw({ lengthS, momentS, span, brush: marked }) {
      const scale = lengthS / (span.toS - span.fromS)
      const perS = size.width / (span.toS - span.fromS)
      const xOf = (atS: number) => (atS - span.fromS) * perS
      if (shown !== span) {
        const isWhole = scale === 1
        for (const move of marks) move(isWhole ? undefined : { scale, shift: xOf(0) })
        redrawAxis(isWhole ? undefined : span)
        clips(!isWhole)
        shown = span
      }
      const isIn = momentS >= span.fromS && momentS <= span.toS
      const at = String(xOf(momentS))
      set(cross, { x1: at, x2: at, visibility: isIn ? 'visible' : 'hidden' })
      const [fromX, toX] = marked === undefined ? [0, 0] : [xOf(marked.fromS), xOf(marked.toS)]
      set(brush, { x: String(fromX), width: String(Math.max(0, toX - fromX)) })
    },
  }
}

type Move = { readonly scale: number; readonly shift: number }

/** Moves one mark along the axis of time, and back to where vega drew it. */
function movable(mark: SVGElement): (move: Move | undefined) => void {
  const drawn = mark.getAttribute('transform')
  const place = /^translate\(([-\d.e]+),([-\d.e]+)\)(.*)$/.exec(drawn ?? '')
  const isLevel = mark.matches('line') && (mark.getAttribute('x2') ?? '0') !== '0'
  const stays = isLevel || mark.closest('[class*="fixed"]') !== null
  return (move) => {
    if (stays) return
    if (move === undefined) {
      if (drawn === null) mark.removeAttribute('transform')
      else mark.setAttribute('transform', drawn)
      return
    }
    const { scale, shift } = move
    // Of lines only the way is stretched, not the pen.
    if (place === null) {
      set(mark, {
        transform: `matrix(${scale} 0 0 1 ${shift} 0)`,
        'vector-effect': 'non-scaling-stroke',
      })
    } else {
      const [, x = '0', y = '0', rest = ''] = place
      mark.setAttribute('transform', `translate(${Number(x) * scale + shift},${y})${rest}`)
    }
  }
}

/** Redraws ticks, their labels and the lines of the grid for a span; undefined: as vega did. */
function timeAxis(group: SVGGElement, width: number): (span: Span | undefined) => void {
  const own = (selector: string) => [
    ...group.querySelectorAll<SVGElement>(`:scope > g > .role-axis ${selector}`),
  ]
  const upright = (line: SVGElement) => Number(line.getAttribute('x2')) === 0
  const labels = own('.role-axis-label text').filter(({ parentElement }) => {
    const ticks = parentElement?.parentElement?.querySelector('.role-axis-tick line')
    return ticks instanceof SVGElement && upright(ticks)
  })
  const drawn = [
    ...labels,
    ...own('.role-axis-tick line').filter(upright),
    ...own('.role-axis-grid line').filter(upright),
  ]
  const kinds = new Map(drawn.map((part) => [part.parentElement, part]))
  let redrawn: Element[] = []
  return (span) => {
    for (const part of redrawn) part.remove()
    redrawn = []
    for (const part of drawn) part.style.display = span === undefined ? '' : 'none'
    if (span === undefined) return
    const ticks = ticksOf(span, Math.max(2, width / 110))
    for (const [parent, model] of kinds) {
      for (const { atS, text } of ticks) {
        const part = parent?.appendChild(model.cloneNode())
        if (!(part instanceof SVGElement)) continue
        const x = ((atS - span.fromS) / (span.toS - span.fromS)) * width
        const y = /,([-\d.e]+)\)/.exec(model.getAttribute('transform') ?? '')?.[1] ?? '0'
        part.style.display = ''
        set(part, { transform: `translate(${x},${y})` })
        if (part.matches('text')) {
          set(part, { 'text-anchor': 'middle' })
          part.textContent = text
        }
        redrawn.push(part)
      }
    }
  }
}

let clipCount = 0

/** Cuts off what a zoom moves past the sides; labels may still stand out above and below. */
function clipsOf(group: SVGGElement, { width, height }: DOMRect): (isOn: boolean) => void {
  clipCount += 1
  const id = `clip-${clipCount}`
  const path = document.createElementNS(svgNamespace, 'clipPath')
  path.id = id
  added(path, 'rect', '', { x: 0, y: -height, width, height: height * 3 })
  group.append(path)
  const parts = group.querySelectorAll<SVGElement>('.role-mark')
  return (isOn) => {
    for (const part of parts) {
      if (isOn) part.setAttribute('clip-path', `url(#${id})`)
      else part.removeAttribute('clip-path')
    }
  }
}

function added(
  parent: SVGElement,
  name: string,
  className: string,
  attributes: Readonly<Record<string, number>>,
): SVGElement {
  const part = document.createElementNS(svgNamespace, name)
  part.setAttribute('class', className)
  for (const [key, value] of Object.entries(attributes)) part.setAttribute(key, String(value))
  parent.append(part)
  return part
}

function set(part: Element, attributes: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(attributes)) part.setAttribute(name, value)
}
