/** Faults whose effect takes its own time, whoever commands it; measured, and judged by nobody. */
export const slowByNature: Readonly<Record<string, string>> = {
  'backend-capacity': 'only more calls at a time than it takes feel a limit',
  'client-retry-storm': 'nothing is tried again before an answer was bad',
  'client-slowloris': 'a head that comes slowly takes its time to be one',
  'client-stale-token': 'a token has to expire before it is stale',
  'config-bad-policy': 'it is published first, and instances ask for what is new once in a period',
  'config-delay': 'instances ask for what is new once in a period',
  'config-out-of-order': 'likewise',
  'config-stuck': 'likewise',
  'config-torn': 'likewise',
  'counter-delay': 'only what one holder tells another is late, and it must be late by then',
  'counter-duplicate': 'only what one holder tells another comes twice',
  'counter-jam': 'only what one holder tells another is held up',
  'counter-loss': 'only what one holder tells another is lost',
  'counter-reorder': 'two changes have to be under way at once',
  'disable-gateway': 'takes the platform minutes, which the profile makes seconds',
  'key-rotation': 'instances ask for what is new once in a period',
  'link-loss': 'only a share of all chunks is lost, and one has to be late by then',
  'probe-false-negative':
    'a region is out after as many failed probes as the router tolerates, and one',
  'publish-sweep': 'it publishes, and waits as it is told, before it harms',
  'publish-then-down': 'likewise',
  'unit-memory': 'memory is filled piece by piece',
}

/** Faults that end the run they are in. */
export const endsTheRun: readonly string[] = ['load-death']
