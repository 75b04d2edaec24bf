import type { TopologyInput } from '../../scenarios/schema.ts'

export type TierName = TopologyInput['tier']

export type Tier = {
  /** As the service's documents write it. */
  readonly title: string
  /** In each region. */
  readonly unitsMax: number
  readonly hasZones: boolean
  readonly hasRegions: boolean
  readonly instancesPerUnit: number
  /** Zone-redundant units must be a multiple of the zones. */
  readonly spreadsWholeUnits: boolean
  /** Of one self-hosted gateway; 0: the tier has none. */
  readonly selfHostedNodesMax: number
  readonly hasWorkspaceGateways: boolean
  /** What a drill does not show of the tier. */
  readonly note?: string
}

/*
 * A unit is two compute nodes in every tier with an SLA. Two are only run where they can stand in
 * two zones: in one datacenter they share every fault, and a second process would cost a core
 * and show nothing.
 */
const oneDatacenter = {
  hasZones: false,
  hasRegions: false,
  instancesPerUnit: 1,
  spreadsWholeUnits: false,
  selfHostedNodesMax: 0,
  hasWorkspaceGateways: false,
} as const

/**
 * What each tier allows. Sources: APIM, feature-based comparison of the tiers, and service limits
 * (units, regions); Reliability in API Management (two nodes a unit; zones; in Premium v2 any
 * number of units may be zone-redundant); self-hosted gateway overview (Developer with one node,
 * Premium with any number); workspaces (Premium tiers). Consumption has no units to choose.
 */
export const tiers: Readonly<Record<TierName, Tier>> = {
  consumption: {
    ...oneDatacenter,
    title: 'Consumption',
    unitsMax: 1,
    note: 'Consumption scales by itself, down to nothing: a drill runs one instance of it',
  },
  developer: { ...oneDatacenter, title: 'Developer', unitsMax: 1, selfHostedNodesMax: 1 },
  basic: { ...oneDatacenter, title: 'Basic', unitsMax: 2 },
  standard: { ...oneDatacenter, title: 'Standard', unitsMax: 4 },
  premium: {
    title: 'Premium',
    unitsMax: 31,
    hasZones: true,
    hasRegions: true,
    instancesPerUnit: 2,
    spreadsWholeUnits: true,
    selfHostedNodesMax: Number.POSITIVE_INFINITY,
    hasWorkspaceGateways: true,
  },
  'basic-v2': { ...oneDatacenter, title: 'Basic v2', unitsMax: 10 },
  'standard-v2': { ...oneDatacenter, title: 'Standard v2', unitsMax: 10 },
  'premium-v2': {
    title: 'Premium v2',
    unitsMax: 30,
    hasZones: true,
    hasRegions: false,
    instancesPerUnit: 2,
    spreadsWholeUnits: false,
    selfHostedNodesMax: 0,
    hasWorkspaceGateways: true,
  },
}
