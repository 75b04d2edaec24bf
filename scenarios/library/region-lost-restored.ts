import { defineScenario } from '../define.ts'

const backup = { storageAccount: 'drills', containerName: 'backups', backupName: 'nightly' }

/**
 * The only region of a service is lost, management plane and all. Another service stands by in
 * another region, with nothing configured: the backup of the first is restored into it, and clients,
 * whom the traffic manager has sent there by then, are served again. The report has the recovery
 * time, from the loss to the first request served with the restored configuration.
 */
export default defineScenario({
  name: 'region-lost-restored',
  description: 'The region of a service is lost; its backup is restored into a standby elsewhere',
  tags: ['region', 'backup', 'rto', 'management-plane'],
  topology: {
    tier: 'premium',
    redundancy: 'automatic',
    regions: { westeurope: { zones: 2, units: 1 }, northeurope: { zones: 2, units: 1 } },
  },
  standby: { region: 'northeurope' },
  network: { betweenRegionsMs: 22 },
  edge: {
    kind: 'traffic-manager',
    routing: 'priority',
    priorities: { westeurope: 1, northeurope: 2 },
  },
  gateway: {
    config: '../configs/orders',
    hosts: { 'orders.contoso.example': 'orders', '*': 'orders' },
  },
  backends: { orders: { latencyMs: 5, spread: 0.3, bodyBytes: 512, regional: true } },
  load: {
    arrivals: 'poisson',
    ratePerS: 60,
    durationS: 44,
    connections: 16,
    deadlineMs: 1_500,
    operations: [{ name: 'GET', path: '/orders/{id:1..5000}', subscription: 'contoso' }],
  },
  edits: [
    { atS: 2, post: 'backup', body: backup },
    // What an operator needs to see what has happened, and to decide.
    { atS: 14, post: 'restore', service: 'standby', body: backup },
  ],
  faults: [{ kind: 'region-down', region: 'westeurope', atS: 8, durationS: 17 }],
  objectives: [
    'availability >= 99% before fault',
    'availability >= 99% after fault',
    // The operator's six seconds, three of the restore, and what clients' DNS and pools take.
    'recovery < 18s',
    'lost(config) = 0',
  ],
})
