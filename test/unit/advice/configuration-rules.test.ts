import { expect, test } from 'vitest'
import { rules } from '../../../advice/advise.ts'
import { findingsOf, type RuleCase } from './rule-case.ts'
import { configurationWith, type Files, policiesWith } from './subject-of.ts'

const properties = (value: Readonly<Record<string, unknown>>) => ({ properties: value })
const api = (more: Readonly<Record<string, unknown>>, files: Files = {}) =>
  configurationWith({
    ...files,
    'apis/orders/apiInformation.json': properties({ path: 'orders', displayName: 'O', ...more }),
  })
const inApi = (policies: string, section?: Parameters<typeof policiesWith>[1]) => ({
  'apis/orders/policy.xml': policiesWith(policies, section),
})
const inGet = (policies: string) => ({
  'apis/orders/operations/get-it/policy.xml': policiesWith(policies),
})
const jwt =
  '<validate-jwt header-name="Authorization"><openid-config url="https://l.example/c" /></validate-jwt>'
const cache = (inner = '', attributes = '') =>
  `<cache-lookup vary-by-developer="false" vary-by-developer-groups="false" ${attributes}>${inner}</cache-lookup>`
const backend = (id: string, value: Readonly<Record<string, unknown>>) => ({
  [`backends/${id}/backendInformation.json`]: properties(value),
})
const named = (id: string, value: Readonly<Record<string, unknown>>) =>
  configurationWith({
    [`named values/${id}/namedValueInformation.json`]: properties({ displayName: id, ...value }),
  })
const product = (
  more: Readonly<Record<string, unknown>>,
  groups: readonly string[],
  policy?: string,
) =>
  configurationWith({
    'products/p/productInformation.json': properties({ displayName: 'P', ...more }),
    'products/p/apis.json': [{ name: 'orders' }],
    'products/p/groups.json': groups.map((name) => ({ name })),
    ...(policy === undefined ? {} : { 'products/p/policy.xml': policiesWith(policy) }),
  })
const subscription = (more: Readonly<Record<string, unknown>>) =>
  configurationWith({
    'subscriptions/s/subscriptionInformation.json': properties({
      displayName: 'S',
      scope: '/apis',
      state: 'active',
      ...more,
    }),
  })
const diagnostic = (more: Readonly<Record<string, unknown>>) =>
  configurationWith({
    'diagnostics/applicationinsights/diagnosticInformation.json': properties({
      loggerId: '/loggers/insights',
      ...more,
    }),
    'loggers/insights/loggerInformation.json': properties({ loggerType: 'applicationInsights' }),
  })
const retry = (attributes: string, forward = '<forward-request />') =>
  configurationWith(
    inApi(`<retry count="2" interval="1" ${attributes}>${forward}</retry>`, 'backend'),
  )
const serverErrors = 'condition="@(context.Response.StatusCode >= 500)"'
const pool = (more: Readonly<Record<string, unknown>>) => {
  const single = { url: 'https://a.example', protocol: 'http', ...more }
  const services = ['a', 'b'].map((id) => ({ id: `/backends/${id}` }))
  return configurationWith({
    ...backend('a', single),
    ...backend('b', single),
    ...backend('both', { type: 'Pool', pool: { services } }),
  })
}
const breaker = {
  rules: [
    {
      name: 'r',
      failureCondition: { count: 3, interval: 'PT1M', statusCodeRanges: [{ min: 500, max: 599 }] },
      tripDuration: 'PT1M',
    },
  ],
}
const protocol = (value: string) =>
  configurationWith({
    'service.json': {
      customProperties: {
        'Microsoft.WindowsAzure.ApiManagement.Gateway.Security.Protocols.Tls10': value,
      },
    },
  })
const byHeader =
  '<choose><when condition="@(context.Request.Headers.GetValueOrDefault("X-Beta","") == "1")"><set-backend-service backend-id="b" /></when></choose>'

const cases: readonly RuleCase[] = [
  [
    'no-error-handling',
    'no on-error at all',
    configurationWith({ 'policy.xml': policiesWith('<cors />') }),
    configurationWith({ 'policy.xml': policiesWith('<set-header name="E" />', 'on-error') }),
  ],
  [
    'no-error-handling',
    'an API that does not inherit it',
    configurationWith({
      'policy.xml': policiesWith('<set-header name="E" />', 'on-error'),
      'apis/orders/policy.xml': '<policies><on-error /></policies>',
    }),
    configurationWith(inApi('<set-header name="E" />', 'on-error')),
  ],
  [
    'base-missing',
    'that of a product',
    configurationWith({
      'products/p/policy.xml': '<policies><inbound><cors /></inbound></policies>',
    }),
    configurationWith({ 'policy.xml': '<policies><inbound><cors /></inbound></policies>' }),
  ],
  ['key-without-token', 'a key alone', configurationWith({}), configurationWith(inApi(jwt))],
  [
    'key-without-token',
    'operations may check by themselves',
    configurationWith(inGet(jwt)),
    configurationWith({
      ...inGet(jwt),
      'apis/orders/operations/post-it/policy.xml': policiesWith(jwt),
    }),
  ],
  [
    'key-without-token',
    'a fragment is looked into',
    configurationWith(inApi('<include-fragment fragment-id="check" />')),
    configurationWith({
      ...inApi('<include-fragment fragment-id="check" />'),
      'policy fragments/check/policy.xml': `<fragment>${jwt}</fragment>`,
    }),
  ],
  [
    'anonymous-api',
    'anybody',
    api({ subscriptionRequired: false }),
    api(
      { subscriptionRequired: false },
      inApi('<ip-filter action="allow"><address>192.0.2.1</address></ip-filter>'),
    ),
  ],
  [
    'anonymous-api',
    'no subscription',
    api({ subscriptionRequired: false }),
    api({ subscriptionRequired: true }),
  ],
  [
    'open-product',
    'no subscription',
    product({ subscriptionRequired: false }, []),
    product({ subscriptionRequired: true }, []),
  ],
  [
    'no-rate-limit',
    'for developers',
    product({}, ['developers']),
    product({}, ['developers'], '<rate-limit calls="9" renewal-period="9" />'),
  ],
  ['no-rate-limit', 'for staff alone', product({}, ['guests']), product({}, ['administrators'])],
  [
    'no-rate-limit',
    'not published',
    product({}, ['developers']),
    product({ state: 'notPublished' }, ['developers']),
  ],
  [
    'tracing-on',
    'allowTracing',
    subscription({ allowTracing: true }),
    subscription({ allowTracing: false }),
  ],
  [
    'tracing-on',
    'suspended',
    subscription({ allowTracing: true }),
    subscription({ allowTracing: true, state: 'suspended' }),
  ],
  [
    'full-sampling',
    '100 %',
    diagnostic({ sampling: { percentage: 100 } }),
    diagnostic({ sampling: { percentage: 5 } }),
  ],
  [
    'full-sampling',
    'Application Insights alone',
    diagnostic({ sampling: { percentage: 100 } }),
    configurationWith({
      'diagnostics/azuremonitor/diagnosticInformation.json': properties({
        loggerId: '/loggers/azuremonitor',
        sampling: { percentage: 100 },
      }),
      'loggers/azuremonitor/loggerInformation.json': properties({ loggerType: 'azureMonitor' }),
    }),
  ],
  [
    'verbose-diagnostic',
    'every trace',
    diagnostic({ verbosity: 'verbose' }),
    diagnostic({ verbosity: 'error' }),
  ],
  [
    'secret-logged',
    'a header of a diagnostic',
    diagnostic({ frontend: { request: { headers: ['Authorization'] } } }),
    diagnostic({
      frontend: {
        request: {
          headers: ['Authorization'],
          dataMasking: { headers: [{ value: 'Authorization', mode: 'Hide' }] },
        },
      },
    }),
  ],
  [
    'retry-executes-twice',
    'POST after a 500',
    retry(serverErrors),
    retry('condition="@(context.Response.StatusCode == 429)"'),
  ],
  [
    'retry-executes-twice',
    'only GET',
    retry(serverErrors),
    retry('condition="@(context.Request.Method == "GET" && context.Response.StatusCode >= 500)"'),
  ],
  [
    'retry-executes-twice',
    'an operation that is a GET',
    retry('condition="@(context.Response == null)"'),
    configurationWith({
      'apis/orders/operations/get-it/policy.xml': policiesWith(
        `<retry count="2" interval="1" ${serverErrors}><forward-request /></retry>`,
        'backend',
      ),
    }),
  ],
  [
    'retry-loses-body',
    'POST without a buffer',
    retry(serverErrors),
    retry(serverErrors, '<forward-request buffer-request-body="true" />'),
  ],
  [
    'cache-never-hits',
    'a token is wanted',
    configurationWith(inGet(jwt + cache())),
    configurationWith(inGet(jwt + cache('', 'allow-private-response-caching="true"'))),
  ],
  [
    'cache-never-hits',
    'no token',
    configurationWith(inGet(jwt + cache())),
    configurationWith(inGet(cache())),
  ],
  [
    'cache-vary-by',
    'a header that chooses the backend',
    configurationWith(inGet(byHeader + cache())),
    configurationWith(inGet(byHeader + cache('<vary-by-header>X-Beta</vary-by-header>'))),
  ],
  [
    'cache-vary-by',
    'the caller',
    configurationWith(
      inGet(`${cache()}<rewrite-uri template="@("/of/" + context.Subscription.Id)" />`),
    ),
    configurationWith(inGet(`${cache()}<rewrite-uri template="/of/all" />`)),
  ],
  [
    'cache-vary-by',
    'the caller, unless answers are kept for each',
    configurationWith(inGet(`${cache()}<rewrite-uri template="@("/of/" + context.User.Id)" />`)),
    configurationWith(
      inGet(
        '<cache-lookup vary-by-developer="true" vary-by-developer-groups="false" />' +
          '<rewrite-uri template="@("/of/" + context.User.Id)" />',
      ),
    ),
  ],
  [
    'cache-without-limit',
    'no limit',
    configurationWith(inGet(cache())),
    configurationWith(inGet(`${cache()}<rate-limit calls="9" renewal-period="9" />`)),
  ],
  [
    'secret-in-named-value',
    'a key in plain text',
    named('backend-key', { value: 'Zk3vQ91LxPq0aa', secret: false }),
    named('backend-key', { value: 'Zk3vQ91LxPq0aa', secret: true }),
  ],
  [
    'secret-in-named-value',
    'an address is none',
    named('db', { value: 'Server=x;Password=Zk3vQ91LxPq0' }),
    named('token', { value: 'https://login.example/token' }),
  ],
  [
    'secret-in-named-value',
    'a name that only sounds so',
    named('api-secret', { value: 'Zk3vQ91LxPq0aa' }),
    named('key-vault-name', { value: 'contoso-production' }),
  ],
  [
    'secret-outside-vault',
    'kept by the service',
    named('k', { secret: true, value: 'x' }),
    named('k', {
      secret: true,
      value: 'x',
      keyVault: { secretIdentifier: 'https://v.vault.azure.net/secrets/k' },
    }),
  ],
  [
    'secret-in-backend',
    'a header',
    configurationWith(
      backend('b', {
        url: 'https://b.example',
        credentials: { header: { 'x-functions-key': ['Zk3vQ91LxPq0aa'] } },
      }),
    ),
    configurationWith(
      backend('b', {
        url: 'https://b.example',
        credentials: { header: { 'x-functions-key': ['{{key}}'] } },
      }),
    ),
  ],
  [
    'secret-in-backend',
    'an authorization',
    configurationWith(
      backend('b', {
        url: 'https://b.example',
        credentials: { authorization: { scheme: 'Basic', parameter: 'dTpodW50ZXIyaHVudGVy' } },
      }),
    ),
    configurationWith(
      backend('b', {
        url: 'https://b.example',
        credentials: { header: { 'X-Called-By': ['the-gateway'] } },
      }),
    ),
  ],
  [
    'plain-http-backend',
    'a backend',
    configurationWith(backend('b', { url: 'http://b.example' })),
    configurationWith(backend('b', { url: 'https://b.example' })),
  ],
  [
    'plain-http-backend',
    'an API',
    api({ serviceUrl: 'http://b.example' }),
    api({ serviceUrl: 'https://b.example' }),
  ],
  ['plain-http-api', 'http', api({ protocols: ['http', 'https'] }), api({ protocols: ['https'] })],
  [
    'backend-tls-unchecked',
    'any name',
    configurationWith(
      backend('b', { url: 'https://b.example', tls: { validateCertificateName: false } }),
    ),
    configurationWith(
      backend('b', { url: 'https://b.example', tls: { validateCertificateName: true } }),
    ),
  ],
  ['old-tls', 'TLS 1.0', protocol('True'), protocol('False')],
  ['pool-without-breaker', 'none', pool({}), pool({ circuitBreaker: breaker })],
  [
    'wildcard-operation',
    '/*',
    configurationWith({
      'apis/orders/specification.yaml':
        'openapi: 3.0.1\npaths:\n  /*:\n    get:\n      operationId: any\n',
    }),
    configurationWith({}),
  ],
]

test.each(cases)('%s finds %s, and not its contrary', (id, _case, bad, good) => {
  expect(findingsOf(id, bad)).not.toEqual([])
  expect(findingsOf(id, good)).toEqual([])
})

test('a finding in an information file has file, line, column and field', () => {
  expect(findingsOf('tracing-on', subscription({ allowTracing: true }))).toEqual([
    'subscriptions/s/subscriptionInformation.json:6:21 allowTracing: subscription s may trace',
  ])
})

test('what stands in a workspace is found there', () => {
  const found = findingsOf(
    'plain-http-backend',
    configurationWith({
      'workspaces/sales/apis/shop/apiInformation.json': properties({
        path: 'shop',
        displayName: 'S',
      }),
      'workspaces/sales/backends/b/backendInformation.json': properties({
        url: 'http://b.example',
      }),
    }),
  )
  expect(found).toEqual([
    'workspaces/sales/backends/b/backendInformation.json:3:12 url: url of sales/b is http://b.example',
  ])
})

test('rules that need a scenario say nothing of a configuration', () => {
  const subject = configurationWith({
    'policy.xml': policiesWith('<forward-request timeout="99" />', 'backend'),
  })
  for (const { id, reads } of rules) {
    if (reads === 'a scenario') expect(findingsOf(id, subject), id).toEqual([])
  }
})
