/**
 * What of a run is kept as `parquet/<name>.parquet` beside its report, and what `gatedrill query`
 * reads. Instants are microseconds of the run's clock (`_at_us`); absent ones are NULL.
 */
export const keptRelations = [
  {
    name: 'requests',
    about: 'one row per logical request: its first start, its last end, its outcome and its phase',
  },
  {
    name: 'attempts',
    about: 'one row per attempt of a request, with what edge, gateway and backend know of it',
  },
  {
    name: 'gateway_calls',
    about: 'one row per attempt at an instance; event tells how it ended, received if it never did',
  },
  {
    name: 'backend_calls',
    about: 'one row per execution at a backend; event tells how it ended',
  },
  {
    name: 'admissions',
    about: 'one row per decision of a rate limit or quota at one holder of its counter',
  },
  {
    name: 'connections',
    about: 'one row per client connection at an edge: the instance it was pinned to, and how long',
  },
  {
    name: 'events',
    about: 'what controller, edges, router and management plane wrote down; detail is JSON',
  },
  {
    name: 'per_second',
    about: 'one row per second of the load; latency without rejected ones, infinite if unanswered',
  },
  {
    name: 'in_flight',
    about: 'one row per attempt that was on its way to a target of a fault, with its fate',
  },
  {
    name: 'explanations',
    about: 'one row per request that was not ok: the layer, the policy and the cause',
  },
  {
    name: 'faults',
    about: 'one row per target of a fault, with the instants of its life',
  },
  { name: 'phases', about: 'one row per stretch of the load: before, during, recovery, after' },
  { name: 'instances', about: 'one row per instance: its region, zone and unit' },
  { name: 'run', about: 'one row: the run id, and when its load began and ended' },
] as const
