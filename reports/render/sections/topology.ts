import type { Findings } from '../../findings.ts'
import { drawTopology } from '../../topology/draw-topology.ts'
import { frameAt, frameText } from '../../topology/frame.ts'
import { layoutOf } from '../../topology/layout.ts'
import { worstMomentOf } from '../../worst-moment.ts'
import { html, type Markup, section } from '../markup.ts'

/** The world at the worst moment, and small pictures of it at the key moments; a script moves the former. */
export function topologySection(findings: Findings): Markup {
  const { topology } = findings
  const frame = frameAt(topology, worstMomentOf(findings))
  if (topology.places.length === 0 || frame === undefined) return html``
  const layout = layoutOf(topology.places)
  const about =
    'The world at the worst second of the load. A line is as thick as the part of all requests that it ' +
    'carries; a dashed one is harmed. A box says what the instance took, or its state; a thick frame: a fault hits it.'
  const words = frameText(topology, frame)
  return section('topology', 'The world, moment by moment', about, [
    html`<div class="world-now">${drawTopology(topology, layout, frame, `The world. ${words}`)}</div>
<p class="world-text">${words}</p>
<ul class="legend" aria-hidden="true"><li class="is-up">up</li><li class="is-bad">up, but users suffer</li><li class="is-out">out</li><li class="is-draining">draining</li><li class="is-dead">dead</li></ul>
<ol class="strip">${topology.moments.map(({ name, frame: then }) => {
      const told = frameText(topology, then)
      return html`<li data-moment="${then.atS}">${drawTopology(topology, layout, then, `${name}. ${told}`, true)}<b>${name}</b> <span>${then.atS.toFixed(1)} s</span></li>`
    })}</ol>`,
  ])
}
