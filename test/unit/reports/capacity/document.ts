import {
  type CapacityDocument,
  capacitySchema,
} from '../../../../reports/capacity/capacity-document.ts'

const spread = { meanMs: 1, p50Ms: 1, p99Ms: 3 }

function trialOf(ratePerS: number, verdict: 'pass' | 'fail', p99Ms: number | 'never') {
  return {
    ratePerS,
    durationS: 6,
    verdict,
    why: verdict === 'pass' ? 'every objective held' : 'p99(latency) < 100ms',
    offered: ratePerS * 6,
    ok: ratePerS * 6,
    rejected: 0,
    failed: 0,
    unknown: 0,
    notSent: 0,
    goodputPerS: ratePerS,
    p50Ms: 5,
    p99Ms,
    growthShare: 0,
    latenessP99Ms: 0.2,
    processors: 0.4,
    residentMb: 220,
    objectives: [
      { objective: 'p99(latency) < 100ms', verdict, limit: 100, unit: 'ms' as const, samples: 600 },
    ],
  }
}

/** Two unit counts of a governed tier, with a plan; the second one has `<script>` in its reason. */
export const capacityDocument: CapacityDocument = capacitySchema.parse({
  format: 'gatedrill-capacity-1',
  scenario: 'zone-down',
  tier: 'premium',
  verdict: 'inconclusive',
  why: '2 units: <script>alert(1)</script>',
  slo: ['p99(latency) < 100ms'],
  governedPerUnitPerS: 200,
  goalShare: 0.05,
  units: [
    {
      units: 1,
      end: 'settled',
      knee: { ratePerS: 190, lowPerS: 185, highPerS: 196 },
      carriedPerS: 188,
      atKnee: {
        ratePerS: 188,
        processorsPerUnit: 0.4,
        residentMbPerUnit: 220,
        split: { requests: 1_128, gateway: spread, backend: spread, elsewhereMeanMs: 0.5 },
      },
      trials: [trialOf(100, 'pass', 9), trialOf(188, 'pass', 60), trialOf(200, 'fail', 'never')],
    },
    {
      units: 2,
      end: 'unclear',
      why: '<script>alert(1)</script>',
      carriedPerS: 300,
      trials: [trialOf(300, 'pass', 12)],
    },
  ],
  lawDoubt: 'the law has three parameters and needs as many unit counts; there is 1',
  plan: {
    peakPerS: 2_000,
    perUnit: 'multiple',
    options: [
      {
        name: '1 region, 3 zones, zone-redundant',
        survives: 'one zone',
        regions: 1,
        zones: 3,
        redundancy: 'zone-redundant',
        unitsPerRegion: 18,
        unitsInAll: 18,
        useAtPeak: 0.58,
        useAfterLoss: 0.88,
        sla: { percent: 99.99, downMinutesPerMonth: 4.32 },
        pricePerMonth: 50_400,
      },
      {
        name: '1 region, 2 zones, zone-redundant',
        survives: 'one zone',
        regions: 1,
        zones: 2,
        redundancy: 'zone-redundant',
        note: 'more than the 31 units that Premium has in a region',
      },
    ],
    today: { units: 3, carriedPerS: 570, useAtPeak: 3.5, useAfterZone: 5.3 },
    autoscale: {
      isInTier: true,
      rule: {
        windowMin: 30,
        thresholdPercent: 70,
        unitsAdded: 1,
        cooldownMin: 60,
        takesMin: 20,
        unitsMax: 31,
        source: 'advice',
      },
      fromPerS: 400,
      gaps: [{ riseMin: 0, beyond: 120_000, beyondShare: 0.2, carriedAfterMin: 82, units: 11 }],
    },
    slaSource: 'declared, and not measured here',
  },
  remarks: ['units are governed'],
  provenance: {
    command: 'gatedrill capacity zone-down',
    seed: 1,
    startedAt: '2026-01-02T03:04:05.000Z',
    versions: { gatedrill: '0.1.0' },
    host: { cores: 2, memoryBytes: 8 * 2 ** 30, system: 'Linux' },
  },
})
