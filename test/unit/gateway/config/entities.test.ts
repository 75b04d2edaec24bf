import { expect, test } from 'vitest'
import { contentOf, echoApi, problemsOf } from './folder-of.ts'

const provider = 'authorizationProviders/graph'

test('a connection gets its token from the tenant that its provider names', async () => {
  const { content, warnings } = await contentOf({
    'named values/secret/namedValueInformation.json': {
      properties: { displayName: 'secret', value: 's1' },
    },
    [`${provider}/authorizationProviderInformation.json`]: {
      properties: {
        identityProvider: 'aad',
        oauth2: {
          grantTypes: {
            clientCredentials: {
              tenantId: 't1',
              resourceUri: 'https://graph.example/',
              clientId: 'p',
            },
          },
        },
      },
    },
    [`${provider}/authorizations/main/authorizationInformation.json`]: {
      properties: {
        oauth2grantType: 'ClientCredentials',
        parameters: { clientId: 'c1', clientSecret: '{{secret}}' },
      },
    },
  })
  expect([content.authorizations, warnings]).toEqual([
    [
      {
        providerId: 'graph',
        id: 'main',
        tokenUrl: 'https://login.microsoftonline.com/t1/oauth2/v2.0/token',
        clientId: 'c1',
        clientSecret: 's1',
        scope: 'https://graph.example/.default',
      },
    ],
    [],
  ])
})

test('another provider says where its tokens come from, or has none', async () => {
  const providerWith = (grant: object) => ({
    [`${provider}/authorizationProviderInformation.json`]: {
      properties: {
        identityProvider: 'oauth2',
        oauth2: { grantTypes: { authorizationCode: grant } },
      },
    },
    [`${provider}/authorizations/main/authorizationInformation.json`]: { properties: {} },
  })
  const tokenUrl = 'https://issuer.example/token'
  const { content } = await contentOf(providerWith({ tokenUrl, scopes: 'a b' }))
  expect(content.authorizations).toMatchObject([{ tokenUrl, scope: 'a b', clientSecret: '' }])
  const { content: other } = await contentOf(providerWith({}))
  expect(other.authorizations?.[0]?.tokenUrl).toBeUndefined()
})

test('loggers, diagnostics of the gateway and of APIs, and self-hosted gateways are kept', async () => {
  const { content } = await contentOf({
    'loggers/hub/loggerInformation.json': { properties: { loggerType: 'azureEventHub' } },
    'diagnostics/applicationinsights/diagnosticInformation.json': {
      properties: {
        loggerId: '/x/loggers/ai',
        alwaysLog: 'allErrors',
        sampling: { percentage: 25 },
      },
    },
    'apis/echo/diagnostics/azuremonitor/diagnosticInformation.json': {
      properties: { verbosity: 'error' },
    },
    'gateways/site/gatewayInformation.json': { properties: {} },
    'gateways/site/apis.json': [{ name: 'echo;rev=2' }, { id: '/x/apis/echo' }],
  })
  expect(content.loggers).toEqual([{ id: 'hub', type: 'azureEventHub' }])
  expect(content.diagnostics).toEqual([
    {
      id: 'applicationinsights',
      loggerId: 'ai',
      samplingPercent: 25,
      logsAllErrors: true,
      verbosity: 'information',
    },
    {
      id: 'azuremonitor',
      apiId: 'echo',
      loggerId: 'azuremonitor',
      samplingPercent: 100,
      logsAllErrors: false,
      verbosity: 'error',
    },
  ])
  expect(content.gateways).toEqual([{ id: 'site', apiIds: ['echo'] }])
})

test('what a diagnostic logs of messages is kept, with its masks', async () => {
  const request = {
    headers: ['X-A'],
    body: { bytes: 512 },
    dataMasking: { headers: [{ value: 'X-A', mode: 'Hide' }], queryParams: [{ value: 'q' }] },
  }
  const { content } = await contentOf({
    'diagnostics/azuremonitor/diagnosticInformation.json': {
      properties: { logClientIp: true, frontend: { request, response: null }, backend: null },
    },
  })
  expect(content.diagnostics).toMatchObject([
    {
      logsClientIp: true,
      frontend: {
        request: {
          headers: ['X-A'],
          bodyBytes: 512,
          maskedHeaders: [{ name: 'X-A', mode: 'hide' }],
          maskedQuery: [{ name: 'q', mode: 'mask' }],
        },
      },
    },
  ])
  expect(content.diagnostics?.[0]?.frontend?.response).toBeUndefined()
})

test('a share of requests above all of them is wrong, with its place', async () => {
  const problems = await problemsOf({
    ...echoApi,
    'diagnostics/azuremonitor/diagnosticInformation.json':
      '{\n  "properties": {\n    "sampling": { "percentage": 250 }\n  }\n}',
  })
  expect(problems).toMatchObject([
    {
      code: 'ARTIFACTS_INVALID_FIELD',
      where:
        'diagnostics/azuremonitor/diagnosticInformation.json:3:33 properties.sampling.percentage',
    },
  ])
})
