import type { FastifyInstance, FastifyReply } from 'fastify'
import { z } from 'zod'
import type { Api, Product, RevisionContent } from '../../ledger/revision.ts'
import type { Configuration } from './configuration.ts'
import { type Markup, markup } from './markup.ts'
import { locate } from './resource-path.ts'
import { changesOfPut, type WriteTools } from './resource-writes.ts'

export type PortalOptions = { readonly configuration: Configuration; readonly tools: WriteTools }

const style = `body{font:16px/1.5 system-ui,sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.3rem .6rem;border-bottom:1px solid #ccc}
code{background:#eee;padding:.1rem .3rem}`

const paramsSchema = z.object({ '*': z.string() })
const formSchema = z.object({
  product: z.string().max(300),
  name: z.string().trim().min(1).max(100),
})

/**
 * The developer portal: the APIs that published products hold, their operations, and a form that
 * issues a key. It lives in the management plane, and goes with the primary region.
 */
export function addPortal(app: FastifyInstance, { configuration, tools }: PortalOptions): void {
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(body.toString()))),
  )
  app.get('/portal', async (_request, reply) => {
    const { content } = await configuration.view()
    return page(reply, 200, 'APIs', apisPage(content))
  })
  app.get('/portal/apis/*', async (request, reply) => {
    const { content } = await configuration.view()
    const id = paramsSchema.parse(request.params)['*']
    const api = shownApis(content).find((one) => one.id === id)
    if (api === undefined) return page(reply, 404, 'Not here', markup`<p>There is no such API.</p>`)
    return page(reply, 200, api.name, apiPage(api, content))
  })
  app.post('/portal/subscriptions', async (request, reply) => {
    const form = formSchema.safeParse(request.body)
    const { content } = await configuration.view()
    const product = shownProducts(content).find(({ id }) => id === form.data?.product)
    if (!form.success || product === undefined) {
      const said = markup`<p>Choose a product that is offered, and give the key a name.</p>`
      return page(reply, 400, 'No key', said)
    }
    const key = await issue(product, form.data.name)
    const said = markup`<p>Send it as <code>Ocp-Apim-Subscription-Key</code>. It works as soon as
      every gateway has it.</p><p>Primary key: <code id="key">${key}</code></p>`
    return page(reply, 201, `A key for ${product.name}`, said)
  })

  async function issue(product: Product, name: string): Promise<string> {
    const id = `portal-${tools.newKey().slice(0, 12)}`
    const primaryKey = tools.newKey()
    const [workspace, own] = product.id.includes('/') ? product.id.split('/') : ['', product.id]
    const root = workspace === '' ? [] : ['workspaces', workspace ?? '']
    const located = locate([...root, 'subscriptions', id])
    const scope = `/${[...root, 'products', own].join('/')}`
    const properties = { displayName: name, scope, state: 'active', primaryKey }
    await configuration.change((view) => changesOfPut(located, properties, view, tools))
    return primaryKey
  }
}

function shownProducts({ products }: RevisionContent): readonly Product[] {
  return products.filter(({ isPublished }) => isPublished)
}

/** What no published product holds nobody can subscribe to. */
function shownApis(content: RevisionContent): readonly Api[] {
  const offered = new Set(shownProducts(content).flatMap(({ apiIds }) => apiIds))
  return content.apis.filter(({ id, isCurrent }) => isCurrent && offered.has(id))
}

function apisPage(content: RevisionContent): Markup {
  const rows = shownApis(content).map(
    ({ id, name, path, operations }) => markup`<tr>
      <td><a href="/portal/apis/${encodedPath(id)}">${name}</a></td>
      <td><code>/${path}</code></td><td>${String(operations.length)}</td></tr>`,
  )
  const options = shownProducts(content).map(
    ({ id, name }) => markup`<option value="${id}">${name}</option>`,
  )
  return markup`<table><thead><tr><th>API</th><th>Path</th><th>Operations</th></tr></thead>
    <tbody>${rows}</tbody></table>
    <h2>Get a key</h2>
    <form method="post" action="/portal/subscriptions">
      <p><label>Product <select name="product">${options}</select></label></p>
      <p><label>Name <input name="name" required maxlength="100"></label></p>
      <p><button>Subscribe</button></p>
    </form>`
}

function apiPage(api: Api, content: RevisionContent): Markup {
  const rows = api.operations.map(
    ({ name, method, urlTemplate }) => markup`<tr><td>${name}</td>
      <td><code>${method} ${pathOf(api)}${urlTemplate}</code></td></tr>`,
  )
  const names = shownProducts(content)
    .filter(({ apiIds }) => apiIds.includes(api.id))
    .map(({ name }) => name)
  return markup`<p><a href="/portal">All APIs</a></p>
    <p>In: ${names.join(', ')}</p>
    <table><thead><tr><th>Operation</th><th>Request</th></tr></thead><tbody>${rows}</tbody></table>`
}

function pathOf({ path }: Api): string {
  return path === '' ? '' : `/${path}`
}

function encodedPath(id: string): string {
  return id.split('/').map(encodeURIComponent).join('/')
}

function page(reply: FastifyReply, status: number, title: string, body: Markup) {
  const whole = markup`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title}</title><style>${{ html: style }}</style></head>
<body><h1>${title}</h1>
${body}
</body></html>
`
  return reply
    .code(status)
    .header('content-security-policy', policy)
    .header('cache-control', 'no-store')
    .type('text/html; charset=utf-8')
    .send(whole.html)
}

/** Nothing but its own style and its own form: names in a configuration come from anybody. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'"
