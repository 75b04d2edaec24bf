import { z } from 'zod'
import { baseUrlOf } from '../../backends/base-url.ts'
import type { SideRequest } from '../../backends/call.ts'
import type { HttpProxy } from '../../backends/proxy.ts'
import { pathOf } from '../../backends/request-head.ts'
import type { ShownCertificate } from '../../backends/shown-certificate.ts'
import { emptyBody } from '../../pipeline/body.ts'
import type { Body, Exchange } from '../../pipeline/exchange.ts'
import { HeaderList } from '../../pipeline/headers.ts'
import { wholeNumberText, wordText } from '../attributes.ts'
import { childNamed } from '../children.ts'
import type { PolicyLoad } from '../define-policy.ts'
import { raise } from '../expressions/error.ts'
import type { XmlElement } from '../xml/element.ts'
import { basicAttributes, compileBasicCredentials } from './basic-credentials.ts'
import { bodyAttributes, compileBodyChange } from './body-change.ts'
import { clientCertificateAttributes, compileClientCertificate } from './client-certificate.ts'
import { compileHeaderChange, headerAttributes } from './header-change.ts'
import {
  compileManagedIdentity,
  managedIdentityAttributes,
  type NoToken,
} from './managed-identity.ts'
import { compileProxy, proxyAttributes } from './proxy.ts'

/** Of `send-request` and `send-one-way-request`. */
export const sideRequestAttributes = {
  mode: wordText('new', 'copy').default('new'),
  timeout: wholeNumberText.default('60'),
}

type Draft = {
  url: string
  method: string
  readonly headers: HeaderList
  body: Body
  certificate?: ShownCertificate
  proxy?: HttpProxy
}
type Change = (exchange: Exchange, draft: Draft) => void

/** Of children that may have to wait for a token; a failure says why the request cannot be sent. */
type Authenticate = (
  exchange: Exchange,
  draft: Draft,
) => NoToken | undefined | Promise<NoToken | undefined>

/** The request to send, or why there is none. */
export type SideRequestMade =
  | { readonly kind: 'request'; readonly request: Omit<SideRequest, 'signal'> }
  | ({ readonly kind: 'failure' } & NoToken)

const authentications = new Set([
  'authentication-basic',
  'authentication-certificate',
  'authentication-managed-identity',
])

/** Compiles the request that the children of this element describe. */
export function compileSideRequest(
  { mode, timeout }: { readonly mode: string; readonly timeout: string },
  load: PolicyLoad,
): (exchange: Exchange) => SideRequestMade | Promise<SideRequestMade> {
  const { element } = load
  const modeOf = load.text(mode)
  const timeoutOf = load.number(timeout)
  const isOfAuthentication = ({ name }: XmlElement) => authentications.has(name)
  const changes = element.children
    .filter((child) => !isOfAuthentication(child))
    .map((child) => compileChange(child, load))
  const authenticate = compileAuthentication(element.children.filter(isOfAuthentication), load)
  const hasOwnBody = childNamed(element, 'set-body') !== undefined
  const copiesBody = !hasOwnBody && load.section !== 'outbound'
  if (mode !== 'new' && copiesBody) load.needsRequestBody()
  const copiesUrl = childNamed(element, 'set-url') === undefined
  if (copiesUrl && mode === 'new') load.refuse(`${element.name} has no set-url`, 'add a <set-url>')
  return (exchange) => {
    const isCopy = modeOf(exchange) === 'copy'
    const draft = isCopy ? copyOf(exchange, copiesBody) : newDraft()
    if (isCopy && copiesUrl) draft.url = copiedUrl(exchange, load)
    for (const change of changes) change(exchange, draft)
    const timeoutMs = timeoutOf(exchange) * 1_000
    const made = (failed: NoToken | undefined): SideRequestMade =>
      failed === undefined
        ? { kind: 'request', request: { ...draft, timeoutMs } }
        : { kind: 'failure', ...failed }
    const failed = authenticate(exchange, draft)
    return failed instanceof Promise ? failed.then(made) : made(failed)
  }
}

function compileAuthentication(children: readonly XmlElement[], load: PolicyLoad): Authenticate {
  const [child, second] = children
  if (second !== undefined) {
    load.refuse(`<${second.name}> is a second authentication`, 'keep one of them', second)
  }
  if (child === undefined) return nothing
  if (child.name === 'authentication-basic') {
    const attributes = load.attributesOf(child, basicAttributes)
    if (attributes === undefined) return nothing
    const put = compileBasicCredentials(child, attributes, load)
    return (exchange, { headers }) => put(exchange, headers)
  }
  if (child.name === 'authentication-certificate') return compileShown(child, load)
  const attributes = load.attributesOf(child, managedIdentityAttributes)
  if (attributes === undefined) return nothing
  const put = compileManagedIdentity(child, attributes, load)
  return (exchange, { headers }) => put(exchange, headers)
}

function compileShown(child: XmlElement, load: PolicyLoad): Authenticate {
  const attributes = load.attributesOf(child, clientCertificateAttributes)
  if (attributes === undefined) return nothing
  const certificateOf = compileClientCertificate(child, attributes, load)
  return (exchange, draft) => {
    const certificate = certificateOf(exchange)
    if ('message' in certificate) return certificate
    draft.certificate = certificate
    return undefined
  }
}

function newDraft(): Draft {
  return { url: '', method: 'GET', headers: new HeaderList(), body: emptyBody }
}

function copyOf({ request }: Exchange, copiesBody: boolean): Draft {
  const headers = request.headers.copy()
  // It names this gateway, and the request goes elsewhere.
  headers.delete('Host')
  // The ids are those of the exchange: with them a backend would count it as executed twice.
  headers.delete('traceparent')
  const hasBody = copiesBody && request.body.kind === 'bytes'
  return { url: '', method: request.method, headers, body: hasBody ? request.body : emptyBody }
}

/** Where the exchange's request would go; of a pool nothing is known before it is called. */
function copiedUrl({ request, backend }: Exchange, { content }: PolicyLoad): string {
  const url =
    backend?.kind === 'entity'
      ? content.backends.find(({ id }) => id === backend.backendId)?.url
      : backend?.baseUrl
  const base = url === undefined ? undefined : baseUrlOf(url)
  if (base === undefined) return ''
  return `${base.scheme}//${base.host}${pathOf(request, { base, credentials: undefined })}`
}

function compileChange(child: XmlElement, load: PolicyLoad): Change {
  const { name } = child
  if (name === 'set-url' || name === 'set-method') {
    const textOf = load.text(child.text, child)
    if (load.attributesOf(child, z.strictObject({})) === undefined) return nothing
    if (child.text.trim() === '') load.refuse(`${name} is empty`, 'write a text in it', child)
    return name === 'set-url'
      ? (exchange, draft) => {
          draft.url = textOf(exchange).trim()
        }
      : (exchange, draft) => {
          draft.method = textOf(exchange).trim().toUpperCase()
        }
  }
  if (name === 'set-header') {
    const attributes = load.attributesOf(child, headerAttributes)
    const change = attributes && compileHeaderChange(child, attributes, load)
    return (exchange, { headers }) => change?.(exchange, headers)
  }
  if (name === 'set-body') {
    const attributes = load.attributesOf(child, bodyAttributes)
    return attributes === undefined ? nothing : compileBodyChange(child, attributes, load)
  }
  if (name === 'proxy') {
    const attributes = load.attributesOf(child, proxyAttributes)
    return attributes === undefined ? nothing : compileThrough(child, attributes, load)
  }
  const what = `<${name}> stands in ${load.element.name}`
  load.refuse(what, 'it takes set-url, set-method, set-header, set-body and proxy', child)
  return nothing
}

function compileThrough(
  child: XmlElement,
  attributes: z.output<typeof proxyAttributes>,
  load: PolicyLoad,
): Change {
  const proxyFor = compileProxy(child, attributes, load)
  return (exchange, draft) => {
    const found = proxyFor(exchange)
    if (typeof found === 'string') raise('UriFormatException', found)
    draft.proxy = found
  }
}

function nothing(): undefined {
  // There is nothing to do, or what is wrong with it was said already.
  return undefined
}
