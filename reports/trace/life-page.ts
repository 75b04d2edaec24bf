import { html, section } from '../render/markup.ts'
import { pageOf } from '../render/page.ts'
import type { RequestLife } from './life-of-request.ts'
import { lifePicture } from './life-picture.ts'

/** The life of one request as one HTML document. */
export async function lifePage(life: RequestLife): Promise<string> {
  const { requestId, outcome } = life.request
  const state = outcome === 'ok' ? 'pass' : outcome === 'rejected' ? 'inconclusive' : 'fail'
  const about =
    'A row is a witness, a point what it wrote down; the numbers are those of the table.'
  return pageOf({
    title: `request ${requestId}`,
    skipTo: { id: 'life', text: 'To its life' },
    header: html`<div class="banner is-${state}"><p class="kicker">gatedrill trace</p>
<h1><span>request ${requestId}</span> <span class="badge small is-${state}">${outcome}</span></h1></div>`,
    links: [['life', 'Its life']],
    main: section('life', 'Who knew of it, and when', about, await lifePicture(life)),
    footer: html`Made by gatedrill from the run folder alone: <code>gatedrill trace</code> makes it again.`,
  })
}
