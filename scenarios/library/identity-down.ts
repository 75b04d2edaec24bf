import { defineScenario } from '../define.ts'

/**
 * The identity provider is gone. The gateway has its keys and goes on checking tokens; one that asks for
 * every call what the provider says goes down with it.
 */
export default defineScenario({
  name: 'identity-down',
  description:
    'The identity provider is gone; tokens are checked with the keys that the gateway has',
  tags: ['identity', 'jwt', 'reliability'],
  claim: {
    says: 'validate-jwt pulls the OpenID configuration with its keys every hour and caches it. Our inference: an identity provider that is out of reach for minutes does not stop calls with valid tokens.',
    source: 'Azure API Management policy reference - validate-jwt',
    url: 'https://learn.microsoft.com/en-us/azure/api-management/validate-jwt-policy',
    injected: 'Discovery document and keys of the identity provider are answered with 503 for 7 s.',
    measured: 'Availability and refused calls while it is down.',
    failureMeans: 'Calls depended on the identity provider being there at that moment.',
    change:
      'Check tokens with validate-jwt and cached keys in the place of a call to the provider; let tokens live longer than an outage.',
    breaks: ['availability >= 99% during fault'],
    twin: {
      what: 'No keys are kept: each call asks the provider, and fails with it.',
      set: { 'gateway.config': '../configs/bare' },
    },
    checklist: ['RE:07'],
  },
  topology: {
    tier: 'premium',
    redundancy: 'automatic',
    regions: { westeurope: { zones: 2, units: 1 } },
  },
  gateway: {
    config: '../configs/shielded',
    hosts: { 'login.contoso.example': 'identity', '*': 'shop' },
  },
  backends: { shop: { latencyMs: 10, spread: 0.3, bodyBytes: 256 } },
  identity: { issuer: 'https://login.contoso.example/contoso/v2.0' },
  load: {
    arrivals: 'poisson',
    ratePerS: 50,
    durationS: 19,
    warmUpS: 2,
    connections: 32,
    deadlineMs: 2_000,
    token: { audience: 'api://shop' },
    operations: [{ name: 'JWT GET', path: '/me', subscription: 'shop', token: true }],
  },
  faults: [{ kind: 'jwks-down', how: 'errors', status: 503, atS: 6, durationS: 7 }],
  objectives: [
    'availability >= 98% before fault',
    'p95(latency) < 1200ms before fault',
    'availability >= 99% during fault',
    'rejected <= 1%',
    'availability >= 98% after fault',
  ],
})
