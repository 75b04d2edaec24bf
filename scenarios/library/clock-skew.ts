import { defineScenario } from '../define.ts'

/**
 * The clock of one zone's gateways falls two minutes behind that of the identity provider, so that new
 * tokens seem to be of the future there. The policy tolerates five minutes, and nobody notices.
 */
export default defineScenario({
  name: 'clock-skew',
  description: 'The clock of one zone falls behind that of the identity provider',
  tags: ['identity', 'clock', 'jwt'],
  claim: {
    says: 'validate-jwt accepts that the clocks of issuer and gateway differ by no more than clock-skew seconds, and that is none unless said.',
    source: 'Azure API Management policy reference - validate-jwt',
    url: 'https://learn.microsoft.com/en-us/azure/api-management/validate-jwt-policy',
    injected: 'The clock of the gateways in zone 1 of two is 120 s behind, for 10 s.',
    measured: 'The share of requests that the gateway turns away, with a tolerance of 300 s.',
    failureMeans:
      'Users with good tokens are turned away by some gateways and not by others, as the clocks of these have it.',
    change:
      'Give validate-jwt a clock-skew of a few minutes, and watch 401s by reason (TokenNotYetValid, TokenExpired) and by place.',
    breaks: ['rejected <= 2% during fault'],
    twin: {
      what: 'No tolerance, which is what validate-jwt has unless said.',
      set: { 'gateway.namedValues.clock-skew': '0' },
    },
    checklist: ['SE:05', 'RE:05'],
  },
  topology: {
    tier: 'premium',
    redundancy: 'automatic',
    regions: { westeurope: { zones: 2, units: 1 } },
  },
  gateway: {
    config: '../configs/signed-in',
    hosts: {
      'accounts.contoso.example': 'accounts',
      'login.contoso.example': 'identity',
      '*': 'accounts',
    },
    namedValues: { 'clock-skew': '300' },
  },
  backends: { accounts: { latencyMs: 5, spread: 0.3, bodyBytes: 256 } },
  identity: { issuer: 'https://login.contoso.example/contoso/v2.0' },
  load: {
    arrivals: 'poisson',
    ratePerS: 80,
    durationS: 22,
    connections: 24,
    token: { audience: 'api://accounts' },
    operations: [
      {
        name: 'JWT GET',
        path: '/accounts/balances/{id:1..5000}',
        subscription: 'contoso',
        token: true,
      },
    ],
  },
  faults: [{ kind: 'unit-clock', zone: 1, skewMs: -120_000, atS: 5, durationS: 10 }],
  objectives: [
    'availability >= 99%',
    'p99(latency) < 1000ms',
    'rejected = 0 before fault',
    'rejected <= 2% during fault',
    'rejected <= 2% after fault',
  ],
})
