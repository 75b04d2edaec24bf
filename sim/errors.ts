import type { Problem } from '../ledger/errors.ts'

/** What makes a drill impossible or ends it, by code; `where`, `what` and the rest are told then. */
export const worldErrorCodes = {
  /** A fault's parameters name nothing of this world. */
  faultWithoutTarget: 'FAULT_WITHOUT_TARGET',
  faultUnknown: 'FAULT_UNKNOWN',
  /** A schedule that means more faults than a drill can hold apart. */
  faultsTooMany: 'FAULTS_TOO_MANY',
  faultParams: 'FAULT_PARAMS',
  /** It begins or ends outside the load. */
  faultOutsideLoad: 'FAULT_OUTSIDE_LOAD',
  processNotReady: 'PROCESS_NOT_READY',
  processGone: 'PROCESS_GONE',
  worldNotSteady: 'WORLD_NOT_STEADY',
  /** The scenario's stop file is there: nothing may start. */
  stopFile: 'DRILL_STOP_FILE',
  /** Requests to the controller of a game day that it cannot obey. */
  gameDayToken: 'GAME_DAY_TOKEN',
  gameDayRequest: 'GAME_DAY_REQUEST',
  gameDayNoSuchFault: 'GAME_DAY_NO_SUCH_FAULT',
  gameDayClosed: 'GAME_DAY_CLOSED',
  runFolderTaken: 'RUN_FOLDER_TAKEN',
  /** Counters are to meet in a Redis that the world does not have. */
  countersWithoutRedis: 'WORLD_COUNTERS_WITHOUT_REDIS',
  /** A fault of what peers tell each other, in a world whose counters meet in Redis. */
  faultOfPeers: 'WORLD_FAULT_OF_PEERS',
  /** A scenario wants a Redis started, and there is no `redis-server`. */
  redisMissing: 'WORLD_REDIS_MISSING',
  /** One that is there already beside one of the world's own. */
  redisTwice: 'WORLD_REDIS_TWICE',
  backendNameTaken: 'BACKEND_NAME_TAKEN',
  /** A topology that the tier or the redundancy does not allow. */
  topologyWithoutRegion: 'TOPOLOGY_WITHOUT_REGION',
  topologyTooManyUnits: 'TOPOLOGY_TOO_MANY_UNITS',
  topologyZonesNotInTier: 'TOPOLOGY_ZONES_NOT_IN_TIER',
  topologyRegionsNotInTier: 'TOPOLOGY_REGIONS_NOT_IN_TIER',
  topologyUnitsNotMultiple: 'TOPOLOGY_UNITS_NOT_MULTIPLE',
  topologyNoSuchZone: 'TOPOLOGY_NO_SUCH_ZONE',
  topologyCapacityUnknown: 'TOPOLOGY_CAPACITY_UNKNOWN',
  /** Units, regions or tiers that cannot be scaled to. */
  scalingImpossible: 'SCALING_IMPOSSIBLE',
  scalingNotMultiple: 'SCALING_NOT_MULTIPLE',
  topologySelfHostedNotInTier: 'TOPOLOGY_SELF_HOSTED_NOT_IN_TIER',
  topologyTooManyNodes: 'TOPOLOGY_TOO_MANY_NODES',
  topologyTooManyGateways: 'TOPOLOGY_TOO_MANY_GATEWAYS',
  topologyWorkspaceNotInTier: 'TOPOLOGY_WORKSPACE_NOT_IN_TIER',
  topologyWorkspaceRegion: 'TOPOLOGY_WORKSPACE_REGION',
  /** Two parts of a topology, or two populations, with one name. */
  topologyNameTaken: 'TOPOLOGY_NAME_TAKEN',
  /** The edge, the network or a population names a region that is not there. */
  topologyUnknownRegion: 'TOPOLOGY_UNKNOWN_REGION',
  topologyDisableGateway: 'TOPOLOGY_DISABLE_GATEWAY',
  /** No load can be made from the scenario and the configuration together. */
  loadUnknownSubscription: 'LOAD_UNKNOWN_SUBSCRIPTION',
  loadWithoutSchema: 'LOAD_WITHOUT_SCHEMA',
  loadSubscriptionInactive: 'LOAD_SUBSCRIPTION_INACTIVE',
  loadTokenExpired: 'LOAD_TOKEN_EXPIRED',
  loadWithoutOperation: 'LOAD_WITHOUT_OPERATION',
  /** None of a trace's requests is of an operation of the load, or a pattern names none. */
  loadTraceUnmapped: 'LOAD_TRACE_UNMAPPED',
} as const

export type WorldErrorCode = (typeof worldErrorCodes)[keyof typeof worldErrorCodes]

/** A problem whose code is one of this room's. */
export function worldProblem(problem: Problem & { readonly code: WorldErrorCode }): Problem {
  return problem
}

/** Why a drill ends before its time; the reason of its abort signal. */
export class DrillEnded extends Error {
  readonly ended: 'interrupted' | 'guard' | 'failed'

  constructor(ended: DrillEnded['ended'], why: string) {
    super(why)
    this.name = 'DrillEnded'
    this.ended = ended
  }
}
