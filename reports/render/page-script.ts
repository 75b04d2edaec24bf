import { createHash } from 'node:crypto'
import { resolve } from 'node:path'
import { build } from 'esbuild'
import { html, type Markup, trusted } from './markup.ts'
import { themed } from './page-style.ts'
import { type PageData, pageDataId } from './script/page-data.ts'

/** What makes a page answer to its reader: its code, and what the code works on. */
export type PageScript = { readonly code: string; readonly data: PageData }

/** The script of a report, of one line, that needs nothing else. */
export async function pageScript(data: PageData): Promise<PageScript> {
  const { outputFiles } = await build({
    // Kept as TypeScript also in a built package: esbuild reads it there.
    entryPoints: [resolve(import.meta.dirname, 'script/main.ts')],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    legalComments: 'none',
    tsconfigRaw: '{}',
  })
  return { code: outputFiles[0]?.text.trim() ?? '', data }
}

/** Only this very code may run in the page: not what stands in a name of others. Source: CSP 3, hashes. */
export function scriptSourceOf(script: PageScript | undefined): string {
  if (script === undefined) return ''
  return `; script-src 'sha256-${createHash('sha256').update(script.code).digest('base64')}'`
}

/** At the end of a body: the parts of the page must be there when it runs. */
export function scriptMarkup(script: PageScript | undefined): Markup {
  if (script === undefined) return html``
  const data = themed(JSON.stringify(script.data)).replaceAll('<', '\\u003c')
  return html`<script type="application/json" id="${pageDataId}">${trusted(data)}</script>
<script>${trusted(script.code)}</script>
`
}
