import { type Frame, frameAt, frameText, lookOf, type Topology } from '../../topology/frame.ts'
import { tileClass, wireClass, wireWidth } from '../../topology/looks.ts'
import type { SharedTime } from './moment.ts'

/** A slider under the picture of the world: it moves the moment of all charts, and they move it. */
export function linkWorld(part: HTMLElement, topology: Topology, time: SharedTime): void {
  const picture = part.querySelector<SVGSVGElement>('.world-now svg')
  const words = part.querySelector<HTMLElement>('.world-text')
  if (picture === null || words === null) return
  const slider = sliderOf(topology, time)
  words.before(slider)
  const redraw = redrawing(picture, topology)
  let shown: Frame | undefined
  time.onChange(({ momentS }) => {
    const frame = frameAt(topology, momentS)
    slider.value = String(momentS)
    if (frame === undefined || frame === shown) return
    shown = frame
    const told = frameText(topology, frame)
    redraw(frame)
    words.textContent = told
    slider.setAttribute('aria-valuetext', told)
    picture.setAttribute('aria-label', `The world. ${told}`)
  })
  for (const moment of part.querySelectorAll<HTMLElement>('[data-moment]')) {
    moment.tabIndex = 0
    moment.setAttribute('role', 'button')
    const go = () => time.point(Number(moment.dataset.moment))
    moment.addEventListener('click', go)
    moment.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' && event.key !== ' ') return
      event.preventDefault()
      go()
    })
  }
}

function sliderOf({ stepS }: Topology, time: SharedTime): HTMLInputElement {
  const slider = document.createElement('input')
  slider.type = 'range'
  slider.className = 'world-slider'
  slider.min = '0'
  slider.max = String(time.shared.lengthS)
  // Halves of the stretches: their middles can be reached with the arrows.
  slider.step = String(stepS / 2)
  slider.setAttribute('aria-label', 'Moment of the load, in seconds')
  slider.addEventListener('input', () => time.point(Number(slider.value)))
  return slider
}

function redrawing(picture: SVGSVGElement, { places }: Topology): (frame: Frame) => void {
  const partsBy = (name: string) =>
    new Map(
      [...picture.querySelectorAll<SVGElement>(`[data-${name}]`)].map((part) => [
        part.dataset[name],
        part,
      ]),
    )
  const [tiles, wires, regions] = [partsBy('tile'), partsBy('wire'), partsBy('region')]
  return (frame) => {
    for (const [index, { instance }] of places.entries()) {
      const look = lookOf(frame, index)
      const tile = tiles.get(instance)
      tile?.setAttribute('class', tileClass(look))
      const told = tile?.querySelector('.told')
      if (told) told.textContent = look.text
      const wire = wires.get(instance)
      wire?.setAttribute('class', wireClass(look))
      wire?.setAttribute('stroke-width', String(wireWidth(look)))
    }
    for (const [name, region] of regions) {
      region.setAttribute(
        'class',
        `region${frame.regionsOut.includes(name ?? '') ? ' is-out' : ''}`,
      )
    }
  }
}
