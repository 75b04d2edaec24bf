import type { Findings } from '../../findings.ts'
import { lifePicture } from '../../trace/life-picture.ts'
import { html, type Markup, section } from '../markup.ts'

/** The slowest request that was answered, and one that was lost, over all witnesses. */
export async function livesSection({ lives }: Findings): Promise<Markup> {
  if (lives.length === 0) return html``
  const parts: Markup[] = []
  for (const life of lives) {
    const { requestId, outcome } = life.request
    const what = outcome === 'ok' ? 'The slowest that was answered' : 'One that was lost'
    parts.push(html`<h3>${what}: request ${requestId}</h3>${await lifePicture(life)}`)
  }
  const about =
    'What client, edge, gateway and backend wrote down of one request, a row each; faults that were on, too. ' +
    'gatedrill trace <run> <request> --html tells any other one.'
  return section('lives', 'Two requests, step by step', about, parts)
}
