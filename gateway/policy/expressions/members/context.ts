import { lastSegmentOf } from '../../../config/resource-id.ts'
import { raise } from '../error.ts'
import { castTo, defaultOf } from '../runtime/cast.ts'
import { toText } from '../runtime/text.ts'
import { queryText, urlText } from '../runtime/url.ts'
import type { TypeNode } from '../syntax/node.ts'
import type { Value } from '../value.ts'
import { NetCertificate } from '../values/certificate.ts'
import { NetAnonymous, NetDictionary, NetPair, NetQuery } from '../values/collection.ts'
import {
  ApiView,
  BodyView,
  ContextView,
  DeploymentView,
  GatewayView,
  HeadersView,
  LastErrorView,
  MapView,
  OperationView,
  ProductView,
  QueryView,
  RequestView,
  ResponseView,
  SubscriptionView,
  UrlView,
  UserView,
} from '../values/exchange.ts'
import { NetGuid, NetUri } from '../values/guid.ts'
import { NetDateTime, NetTimeSpan, ticksOfUnixMs } from '../values/time.ts'
import { certificateKind } from './certificate.ts'
import { defineType } from './define.ts'
import { nullable, objectKind, optional } from './kind.ts'
import {
  any,
  bool,
  date,
  dynamic,
  enumKind,
  int,
  out,
  text,
  textOrNull,
  texts,
  timeSpan,
  typeArgument,
} from './kinds.ts'

const context = objectKind(ContextView, 'IProxyRequestContext')
const request = objectKind(RequestView, 'IRequest')
const response = nullable(objectKind(ResponseView, 'IResponse'))
const body = objectKind(BodyView, 'IMessageBody')
const headers = objectKind(HeadersView, 'Headers')
const url = objectKind(UrlView, 'IUrl')
const query = objectKind(QueryView, 'Query')
const variables = objectKind(MapView, 'Variables')
const parameters = objectKind(MapView, 'Parameters')
const api = nullable(objectKind(ApiView, 'IApi'))
const operation = nullable(objectKind(OperationView, 'IOperation'))
const product = nullable(objectKind(ProductView, 'IProduct'))
const subscription = nullable(objectKind(SubscriptionView, 'ISubscription'))
const deployment = objectKind(DeploymentView, 'IDeployment')
const gateway = objectKind(GatewayView, 'IGateway')
const lastError = nullable(objectKind(LastErrorView, 'ILastError'))
const user = nullable(objectKind(UserView, 'IUser'))
const uri = objectKind(NetUri, 'Uri')
const productState = enumKind('ProductState')

export const contextType = defineType('IProxyRequestContext', context)
  .property('Api', api, ({ exchange }) =>
    exchange.api === undefined ? undefined : new ApiView(exchange.api),
  )
  .property(
    'Deployment',
    deployment,
    ({ exchange, certificates }) => new DeploymentView(exchange.deployment, certificates),
  )
  .property(
    'Elapsed',
    timeSpan,
    ({ exchange }) => new NetTimeSpan(BigInt(Math.round(exchange.elapsedMs() * 10_000))),
  )
  .property('LastError', lastError, ({ exchange }) =>
    exchange.lastError === undefined ? undefined : new LastErrorView(exchange.lastError),
  )
  .property('Operation', operation, ({ exchange }) =>
    exchange.operation === undefined ? undefined : new OperationView(exchange.operation),
  )
  .property('Product', product, ({ exchange }) =>
    exchange.product === undefined ? undefined : new ProductView(exchange.product),
  )
  .property('Request', request, ({ exchange }) => new RequestView(exchange))
  .property('RequestId', dynamic, ({ exchange }) => new NetGuid(exchange.id))
  .property('Response', response, ({ exchange }) =>
    exchange.response === undefined ? undefined : new ResponseView(exchange.response),
  )
  .property('Subscription', subscription, ({ exchange }) =>
    exchange.subscription === undefined ? undefined : new SubscriptionView(exchange.subscription),
  )
  .property(
    'Timestamp',
    date,
    ({ exchange }) =>
      new NetDateTime(ticksOfUnixMs(exchange.unixMs() - exchange.elapsedMs()), 'Utc'),
  )
  .property('Tracing', bool, () => false)
  .property('User', user, ({ exchange }) => {
    const { owner, ownerId } = exchange.subscription ?? {}
    if (owner !== undefined) return new UserView(owner)
    return ownerId === undefined ? undefined : new UserView({ id: ownerId, groups: [] })
  })
  .property('Variables', variables, ({ exchange }) => new MapView('Variables', exchange.variables))
  .method('Trace', [text], dynamic, ({ exchange }, [message]) => {
    exchange.trace('context', message)
    return null
  })

export const requestType = defineType('IRequest', request)
  // A request that came without one has no body: what reads it throws. Source: APIM, set-body.
  .property('Body', nullable(body), ({ request: read }) =>
    read.body.kind === 'empty' ? undefined : new BodyView(read),
  )
  .property('Headers', headers, (self) => new HeadersView(self.request.headers))
  .property('IpAddress', text, (self) => self.request.ipAddress)
  .property(
    'MatchedParameters',
    parameters,
    (self) => new MapView('Parameters', self.request.matchedParameters),
  )
  .property('Method', text, (self) => self.request.method)
  .property('OriginalUrl', url, (self) => new UrlView(self.request.originalUrl))
  // Of requests through a private endpoint, which there are none of here.
  .property('PrivateEndpointConnection', dynamic, () => null)
  .property('Url', url, (self) => new UrlView(self.request.url))
  .property('Certificate', nullable(certificateKind), ({ request: { clientCertificate } }) =>
    clientCertificate === undefined ? undefined : new NetCertificate(clientCertificate),
  )

export const responseType = defineType('IResponse', objectKind(ResponseView, 'IResponse'))
  .property('Body', body, (self) => new BodyView(self.response))
  .property('Headers', headers, (self) => new HeadersView(self.response.headers))
  .property('StatusCode', int, (self) => self.response.status)
  .property('StatusReason', text, (self) => self.response.reason)

export const headersType = defineType('Headers', headers)
  .property('Count', int, (self) => [...self.headers.entries()].length)
  .property('Keys', texts, (self) => [...self.headers.entries()].map(([name]) => name))
  .indexer([text], texts, (self, [name]) => self.headers.get(name) ?? raiseKey(name))
  .method('ContainsKey', [text], bool, (self, [name]) => self.headers.has(name))
  .method(
    'GetValueOrDefault',
    [text, optional(textOrNull)],
    textOrNull,
    (self, [name, fallback]) => self.headers.get(name)?.join(',') ?? fallback,
  )
  .method('TryGetValue', [text, out], bool, (self, [name, set]) => {
    const found = self.headers.get(name)
    set(found === undefined ? null : texts.to(found))
    return found !== undefined
  })

export const queryType = defineType('Query', query)
  .property('Count', int, (self) => self.query.size)
  .property('Keys', texts, (self) => [...self.query.keys()])
  .indexer([text], texts, (self, [name]) => valuesOf(self, name) ?? raiseKey(name))
  .method('ContainsKey', [text], bool, (self, [name]) => valuesOf(self, name) !== undefined)
  .method(
    'GetValueOrDefault',
    [text, optional(textOrNull)],
    textOrNull,
    (self, [name, fallback]) => valuesOf(self, name)?.join(',') ?? fallback,
  )
  .method('TryGetValue', [text, out], bool, (self, [name, set]) => {
    const found = valuesOf(self, name)
    set(found === undefined ? null : texts.to(found))
    return found !== undefined
  })

/** Query parameters are found in any case. */
function valuesOf({ query: values }: QueryView, name: string): readonly string[] | undefined {
  const exact = values.get(name)
  if (exact !== undefined) return exact
  const lower = name.toLowerCase()
  return [...values].find(([key]) => key.toLowerCase() === lower)?.[1]
}

export const variablesType = defineType('Variables', variables)
  .property('Count', int, (self) => self.map.size)
  .property('Keys', texts, (self) => [...self.map.keys()])
  .indexer([text], any, (self, [name]) => held(self, name) ?? missing(self, name))
  .method('ContainsKey', [text], bool, (self, [name]) => self.map.has(name))
  .method(
    'GetValueOrDefault',
    [text, optional(any)],
    typeArgument,
    (self, [name, fallback], site) => typedOrDefault(self, name, fallback, site.types[0]),
  )
  .method('TryGetValue', [text, out], bool, (self, [name, set]) => {
    set(held(self, name))
    return self.map.has(name)
  })

export const parametersType = defineType('Parameters', parameters)
  .property('Count', int, (self) => self.map.size)
  .property('Keys', texts, (self) => [...self.map.keys()])
  .indexer([text], text, (self, [name]) => toText(held(self, name) ?? missing(self, name)))
  .method('ContainsKey', [text], bool, (self, [name]) => self.map.has(name))
  .method(
    'GetValueOrDefault',
    [text, optional(textOrNull)],
    textOrNull,
    (self, [name, fallback]) => {
      const found = held(self, name)
      return found === null ? fallback : toText(found)
    },
  )
  .method('TryGetValue', [text, out], bool, (self, [name, set]) => {
    set(held(self, name))
    return self.map.has(name)
  })

function held({ map }: MapView, name: string): Value {
  return map.get(name) ?? null
}

/** A variable may hold null; only one that is not there throws. */
function missing({ map }: MapView, name: string): null {
  return map.has(name) ? null : raiseKey(name)
}

function raiseKey(name: string): never {
  raise('KeyNotFoundException', `The given key '${name}' was not present in the dictionary.`)
}

function typedOrDefault(
  { map }: MapView,
  name: string,
  fallback: Value | undefined,
  type: TypeNode | undefined,
): Value {
  if (!map.has(name)) return fallback ?? defaultOf(type)
  const value = map.get(name) ?? null
  return type === undefined || value === null ? value : castTo(type, value, 'object', false)
}

export const urlType = defineType('IUrl', url)
  .property('Host', text, (self) => self.url.host)
  .property('Path', text, (self) => self.url.path)
  .property('Port', int, (self) => self.url.port)
  .property('Query', query, (self) => new QueryView(self.url.query))
  .property('QueryString', text, (self) => queryText(self.url.query))
  .property('Scheme', text, (self) => self.url.scheme)
  .method('ToString', [], text, (self) => urlText(self.url))
  .method('ToUri', [], uri, (self) => new NetUri(urlText(self.url), new URL(urlText(self.url))))

export const apiType = defineType('IApi', objectKind(ApiView, 'IApi'))
  .property('Id', text, ({ source }) => lastSegmentOf(source.id))
  .property('IsCurrentRevision', bool, ({ source }) => source.isCurrent)
  .property('Name', text, ({ source }) => source.name)
  .property('Path', text, ({ source }) => source.path)
  .property('Revision', text, ({ source }) => source.revision)
  .property('ServiceUrl', nullable(url), ({ source }) =>
    source.serviceUrl === undefined ? undefined : urlViewOf(source.serviceUrl),
  )
  .property('Version', textOrNull, ({ source }) => source.version)
  .property('Protocols', texts, () => ['https'])
  .property(
    'SubscriptionKeyParameterNames',
    dynamic,
    ({ source }) =>
      new NetAnonymous(
        new Map([
          ['Header', source.subscriptionKeyHeader],
          ['Query', source.subscriptionKeyQuery],
        ]),
      ),
  )

function urlViewOf(address: string): UrlView | undefined {
  const parsed = URL.parse(address)
  if (parsed === null) return undefined
  const scheme = parsed.protocol.slice(0, -1)
  const query = new Map<string, string[]>()
  for (const name of new Set(parsed.searchParams.keys()))
    query.set(name, parsed.searchParams.getAll(name))
  const port = parsed.port === '' ? (scheme === 'http' ? 80 : 443) : Number(parsed.port)
  return new UrlView({ scheme, host: parsed.hostname, port, path: parsed.pathname, query })
}

export const operationType = defineType('IOperation', objectKind(OperationView, 'IOperation'))
  .property('Id', text, ({ source }) => source.id)
  .property('Method', text, ({ source }) => source.method)
  .property('Name', text, ({ source }) => source.name)
  .property('UrlTemplate', text, ({ source }) => source.urlTemplate)

export const productType = defineType('IProduct', objectKind(ProductView, 'IProduct'))
  .property('Id', text, ({ source }) => lastSegmentOf(source.id))
  .property('Name', text, ({ source }) => source.name)
  .property('ApprovalRequired', bool, () => false)
  .property('Apis', dynamic, () => new NetQuery([]))
  .property('Groups', dynamic, () => new NetQuery([]))
  .property('State', productState, ({ source }) => Number(source.isPublished))
  .property('SubscriptionLimit', dynamic, () => null)
  .property('SubscriptionRequired', bool, ({ source }) => source.isSubscriptionRequired)

export const subscriptionType = defineType(
  'ISubscription',
  objectKind(SubscriptionView, 'ISubscription'),
)
  .property('Id', text, ({ source }) => lastSegmentOf(source.id))
  .property('Key', text, ({ source }) => source.primaryKey)
  .property('Name', text, ({ source }) => source.name)
  // The artifact folder holds none of these dates.
  .property('CreatedDate', date, () => new NetDateTime(0n, 'Utc'))
  .property('StartDate', nullable(date), () => undefined)
  .property('EndDate', nullable(date), () => undefined)
  .property('PrimaryKey', text, ({ source }) => source.primaryKey)
  .property('SecondaryKey', text, ({ source }) => source.secondaryKey)
  .property('State', text, ({ source }) => source.state)

export const deploymentType = defineType('IDeployment', deployment)
  .property('Certificates', objectKind(NetDictionary, 'Dictionary'), certificatesOf)
  .property('Gateway', gateway, ({ source }) => new GatewayView(source))
  .property('GatewayId', text, ({ source }) => source.gatewayId)
  .property('Region', text, ({ source }) => source.region)
  .property('ServiceId', text, ({ source }) => source.serviceName)
  .property('ServiceName', text, ({ source }) => source.serviceName)

/** By the ids of the certificates. Source: APIM, context.Deployment.Certificates. */
function certificatesOf({ certificates }: DeploymentView): NetDictionary {
  const dictionary = new NetDictionary(false, 'string', 'X509Certificate2')
  for (const [id, certificate] of certificates) {
    dictionary.entries.set(id, new NetPair(id, certificate))
  }
  return dictionary
}

export const gatewayType = defineType('IGateway', gateway)
  .property('Id', text, ({ source }) => source.gatewayId)
  .property('InstanceId', text, ({ source }) => source.instanceId)
  .property('IsManaged', bool, ({ source }) => source.gatewayId === 'managed')

export const lastErrorType = defineType('ILastError', objectKind(LastErrorView, 'ILastError'))
  .property('Message', text, ({ source }) => source.message)
  .property('Path', text, ({ source }) => source.path)
  .property('PolicyId', text, ({ source }) => source.policyId)
  .property('Reason', text, ({ source }) => source.reason)
  .property('Scope', text, ({ source }) => source.scope)
  .property('Section', text, ({ source }) => source.section)
  .property('Source', text, ({ source }) => source.source)
