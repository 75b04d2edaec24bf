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
  claim: {
    says: 'After the loss of its region a service can be restored from a backup into a service in another region, by hand; what was changed after the backup is lost.',
    source:
      'How to implement disaster recovery using service backup and restore in Azure API Management',
    url: 'https://learn.microsoft.com/en-us/azure/api-management/api-management-howto-disaster-recovery-backup-restore',
    injected:
      'The only region of a service is lost 6 s into the load, for 16 s; its backup of second 2 is restored into a service that stands by in another region, at second 11.',
    measured:
      'Seconds until users are served as before, the time from the loss to the first request that is served with what was restored, and the configuration then.',
    failureMeans:
      'There was nothing to restore, or restoring took longer than users can be without the service.',
    change:
      'Make backups on a schedule and keep them elsewhere, rehearse the restore, or add a second region, which needs none.',
    breaks: ['recovery < 15s'],
    twin: {
      what: 'The backup was due after the loss: there is none to restore, and users wait for the region.',
      set: { 'edits[0].atS': 10 },
    },
    checklist: ['RE:05', 'RE:08', 'RE:09'],
  },
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
    durationS: 34,
    connections: 16,
    deadlineMs: 1_500,
    operations: [{ name: 'GET', path: '/orders/{id:1..5000}', subscription: 'contoso' }],
  },
  edits: [
    { atS: 2, post: 'backup', body: backup },
    // What an operator needs to see what has happened, and to decide.
    { atS: 11, post: 'restore', service: 'standby', body: backup },
  ],
  faults: [{ kind: 'region-down', region: 'westeurope', atS: 6, durationS: 16 }],
  objectives: [
    'availability >= 99% before fault',
    'p99(latency) < 1500ms before fault',
    'availability >= 97% after fault',
    // The operator's five seconds, three of the restore, and what clients' DNS and pools take.
    'recovery < 15s',
    'lost(config) = 0',
  ],
})
