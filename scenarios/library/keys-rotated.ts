import { defineScenario } from '../define.ts'

/**
 * The identity provider signs with a new key. Published beside the old one it costs nobody anything: the
 * gateway pulls once more when a token names a key that it does not know, at most once in five minutes.
 */
export default defineScenario({
  name: 'keys-rotated',
  description: 'The identity provider signs with a new key, which is published in time',
  tags: ['identity', 'jwt', 'keys'],
  claim: {
    says: 'A token that names a key which is not in the cache makes validate-jwt pull the keys again, at most once in five minutes. Our inference: a key has to be published before tokens are signed with it.',
    source: 'Azure API Management policy reference - validate-jwt',
    url: 'https://learn.microsoft.com/en-us/azure/api-management/validate-jwt-policy',
    injected:
      'The identity provider signs with a new key, published beside the old one; tokens live 8 s, so clients soon have new ones.',
    measured: 'Calls refused.',
    failureMeans:
      'Good tokens were refused: the key was published late, and was looked for too early.',
    change:
      'Publish a new key at least an hour before it signs, and keep the old one until its last token has expired.',
    breaks: ['rejected <= 5% after fault'],
    twin: {
      what: 'The key is published late: it is looked for in vain, and not again for five minutes.',
      set: { 'faults[0].publish': 'late' },
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
  identity: { issuer: 'https://login.contoso.example/contoso/v2.0', tokenLifetimeS: 8 },
  load: {
    arrivals: 'poisson',
    ratePerS: 50,
    durationS: 22,
    warmUpS: 2,
    connections: 32,
    deadlineMs: 2_000,
    token: { audience: 'api://shop' },
    operations: [{ name: 'JWT GET', path: '/me', subscription: 'shop', token: true }],
  },
  faults: [{ kind: 'key-rotated', publish: 'overlap', atS: 6, durationS: 8 }],
  objectives: [
    'rejected <= 1% before fault',
    'p95(latency) < 1200ms before fault',
    'rejected <= 5% during fault',
    'rejected <= 5% after fault',
    'availability >= 99%',
  ],
})
