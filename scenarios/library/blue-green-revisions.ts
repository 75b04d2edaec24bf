import { defineScenario } from '../define.ts'

/**
 * A new revision of an API is made beside the current one, released while callers go on, and taken
 * back; a new version of the API is added meanwhile. Nobody loses a request.
 */
export default defineScenario({
  name: 'blue-green-revisions',
  description: 'A revision of an API is released under load and taken back; a version is added',
  tags: ['configuration', 'deployment', 'revisions'],
  claim: {
    says: 'A revision is made and tried without effect on callers, made current in one step, and taken back in one; versions stand side by side.',
    source: 'Revisions in Azure API Management; Versions in Azure API Management',
    url: 'https://learn.microsoft.com/en-us/azure/api-management/api-management-revisions',
    injected:
      'Revision 2, which calls another backend, is made 2 s into the load, released at 6 s and taken back at 15 s; version v2 is added at 9 s.',
    measured:
      'Availability and latency over both switches, and whether every gateway has each change in time.',
    failureMeans:
      'The switch itself loses requests, or what was switched to was never tried: a revision can be called by its number before it is released.',
    change:
      'Call the new revision (;rev=2) before the release, and keep the old one, with its backend, to go back to.',
    breaks: ['availability >= 97%'],
    twin: {
      what: 'Nobody has tried the new revision: its backend fails, until the release is taken back.',
      set: { 'backends.green.errors': { share: 1, status: 500 } },
    },
    checklist: ['OE:11', 'RE:05'],
  },
  topology: {
    tier: 'premium',
    redundancy: 'automatic',
    regions: { westeurope: { zones: 2, units: 1 } },
  },
  gateway: {
    config: '../configs/limits',
    hosts: { 'stock.contoso.example': 'blue', 'green.contoso.example': 'green', '*': 'blue' },
    // Limits are no matter here.
    namedValues: { calls: '100000' },
  },
  backends: { blue: { latencyMs: 5, bodyBytes: 256 }, green: { latencyMs: 5, bodyBytes: 256 } },
  load: {
    arrivals: 'poisson',
    ratePerS: 80,
    durationS: 22,
    connections: 24,
    operations: [{ name: 'GET', path: '/stock/items/{id:1..5000}', subscription: 'contoso' }],
  },
  edits: [
    {
      atS: 2,
      put: 'apis/stock;rev=2',
      body: {
        properties: {
          sourceApiId: '/apis/stock;rev=1',
          apiRevisionDescription: 'green',
          serviceUrl: 'https://green.contoso.example',
        },
      },
    },
    {
      atS: 6,
      put: 'apis/stock/releases/green',
      body: { properties: { apiId: '/apis/stock;rev=2', notes: 'to green' } },
    },
    {
      atS: 9,
      put: 'apiVersionSets/stock',
      body: { properties: { displayName: 'Stock', versioningScheme: 'Segment' } },
    },
    {
      atS: 9.5,
      put: 'apis/stock-v2',
      body: {
        properties: {
          sourceApiId: '/apis/stock',
          displayName: 'Stock v2',
          apiVersion: 'v2',
          apiVersionSetId: '/apiVersionSets/stock',
          serviceUrl: 'https://green.contoso.example',
        },
      },
    },
    {
      atS: 15,
      put: 'apis/stock/releases/back-to-blue',
      body: { properties: { apiId: '/apis/stock;rev=1', notes: 'back to blue' } },
    },
  ],
  objectives: ['availability >= 97%', 'p99(latency) < 1000ms', 'lost(config) = 0'],
  checks: { require: ['config.propagation', 'config.monotonic'] },
})
