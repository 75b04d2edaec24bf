import type { Coverage, SuiteDrill } from './suite-document.ts'

/** A recommendation, and which drills put it to the test. */
export type ChecklistItem = {
  readonly code: string
  readonly list: Coverage['list']
  /** In our own words. */
  readonly says: string
  readonly url: string
  isCoveredBy(drill: SuiteDrill): boolean
  /** What of it no drill can tell, and why. */
  readonly limits: string
}

const reliability = 'https://learn.microsoft.com/azure/well-architected/reliability'
const guide =
  'https://learn.microsoft.com/azure/well-architected/service-guides/azure-api-management#reliability'

const byItsClaim = (code: string) => (drill: SuiteDrill) =>
  drill.claim?.checklist.includes(code) ?? false
const never = () => false
const withTag =
  (...tags: readonly string[]) =>
  (drill: SuiteDrill) =>
    drill.tags.some((tag) => tags.includes(tag))
const withFault =
  (...starts: readonly string[]) =>
  (drill: SuiteDrill) =>
    drill.faults.some((kind) => starts.some((start) => kind.startsWith(start)))
const hasClaim = ({ claim }: SuiteDrill) => claim !== undefined

/** Source: Well-Architected Framework, design review checklist for reliability. */
const framework: readonly ChecklistItem[] = [
  {
    code: 'RE:01',
    list: 'framework',
    says: 'Keep the design as simple as its goals allow.',
    url: `${reliability}/simplify`,
    isCoveredBy: byItsClaim('RE:01'),
    limits:
      'Whether a part is needed at all is for people to judge: nothing fails by being too much.',
  },
  {
    code: 'RE:02',
    list: 'framework',
    says: 'Know the flows of users and of the system, and how critical each is.',
    url: `${reliability}/identify-flows`,
    isCoveredBy: byItsClaim('RE:02'),
    limits:
      'What a flow is worth is known to its business alone. Objectives for an operation, an API or a population hold a flow to its own number once it is rated.',
  },
  {
    code: 'RE:03',
    list: 'framework',
    says: 'Analyse how parts fail, what depends on them, and how to soften it.',
    url: `${reliability}/failure-mode-analysis`,
    isCoveredBy: (drill) =>
      byItsClaim('RE:03')(drill) || (hasClaim(drill) && drill.faults.length > 0),
    limits:
      'Each drill plays failures that are known. Which others your workload has, the analysis must find; nothing here sees your backends but as simulated ones.',
  },
  {
    code: 'RE:04',
    list: 'framework',
    says: 'Set targets for reliability and recovery.',
    url: `${reliability}/metrics`,
    isCoveredBy: hasClaim,
    limits:
      'Drills hold a configuration to targets, with SLO files too; they do not know which targets are yours, nor what an SLA pays.',
  },
  {
    code: 'RE:05',
    list: 'framework',
    says: 'Add redundancy at several levels, above all for critical flows.',
    url: `${reliability}/redundancy`,
    isCoveredBy: byItsClaim('RE:05'),
    limits:
      'Redundancy of the gateway and its parts; that of your backends and networks is simulated.',
  },
  {
    code: 'RE:06',
    list: 'framework',
    says: 'Scale in time and reliably, by expected use, with as little handwork as possible.',
    url: `${reliability}/scaling`,
    isCoveredBy: byItsClaim('RE:06'),
    limits:
      'The delays of scaling are those of the documentation, compressed; what a unit of the real service carries must be measured there.',
  },
  {
    code: 'RE:07',
    list: 'framework',
    says: 'Preserve and heal the workload by itself: retries with care, breakers, bulkheads, throttling.',
    url: `${reliability}/self-preservation`,
    isCoveredBy: byItsClaim('RE:07'),
    limits: 'Policies and clients are real here; the code of your backends is not run.',
  },
  {
    code: 'RE:08',
    list: 'framework',
    says: 'Test resiliency and availability by the principles of chaos engineering.',
    url: `${reliability}/reliability-test`,
    isCoveredBy: (drill) => byItsClaim('RE:08')(drill) || hasClaim(drill),
    limits:
      'A rehearsal in a simulated world: it does not replace a test of failover in an environment like production.',
  },
  {
    code: 'RE:09',
    list: 'framework',
    says: 'Have plans for disaster recovery that are structured, tested and written down.',
    url: `${reliability}/disaster-recovery`,
    isCoveredBy: byItsClaim('RE:09'),
    limits:
      'The mechanics and their times are drilled; whether people find the plan and may carry it out is not.',
  },
  {
    code: 'RE:10',
    list: 'framework',
    says: 'Measure health all the time by uptime and indicators of reliability, and keep the data.',
    url: `${reliability}/monitoring`,
    isCoveredBy: byItsClaim('RE:10'),
    limits:
      'A drill has witnesses of its own. Your alerts, dashboards and the real metrics of the service are not part of it.',
  },
]

/** Source: Well-Architected Framework, service guide of API Management, section Reliability. */
const serviceGuide: readonly ChecklistItem[] = [
  {
    code: 'APIM zones',
    list: 'service-guide',
    says: 'Make the Premium tiers zone-redundant with at least two units, and plan for what the zones that are left must carry.',
    url: guide,
    isCoveredBy: withFault('zone-'),
    limits:
      'How fast the real service replaces lost units, and whether it has room to, nobody grants.',
  },
  {
    code: 'APIM regions',
    list: 'service-guide',
    says: 'Use several regions against the loss of one, and plan for what the regions that are left must carry.',
    url: guide,
    isCoveredBy: withFault('region-', 'disable-gateway', 'primary-down'),
    limits:
      'Where data may lie is a matter of law; how long clients really keep a DNS answer, of theirs.',
  },
  {
    code: 'APIM scale-out',
    list: 'service-guide',
    says: 'Scale out by itself with the traffic, and say by which signs; secondary regions need automation of their own.',
    url: guide,
    isCoveredBy: withTag('scaling', 'autoscale'),
    limits: 'The formula of the capacity metric is not published: here it is a model.',
  },
  {
    code: 'APIM isolation',
    list: 'service-guide',
    says: 'Isolate unrelated and critical APIs, by workspaces or instances of their own.',
    url: guide,
    isCoveredBy: withTag('workspace', 'tenants', 'bulkhead'),
    limits: 'Which APIs are critical is for their owners to say.',
  },
  {
    code: 'APIM cache',
    list: 'service-guide',
    says: 'Weigh features that bring points of failure of their own, an external cache above all.',
    url: guide,
    isCoveredBy: withFault('redis-', 'cache-'),
    limits: 'A Redis of this machine stands for the managed one; its own failover differs.',
  },
  {
    code: 'APIM backends',
    list: 'service-guide',
    says: 'Plan for faults of backends: limits, retries, circuit breakers, load balancing and the handling of errors.',
    url: guide,
    isCoveredBy: withFault('backend-'),
    limits: 'Your policies run as they are written; your backends answer as the scenario says.',
  },
  {
    code: 'APIM policies',
    list: 'service-guide',
    says: 'Test expressions and logic of policies, and pair them with handling of errors.',
    url: guide,
    isCoveredBy: never,
    limits:
      'The drills of the library run a configuration of their own. "gatedrill validate" and "explain" try yours, and "run --config" drills it.',
  },
  {
    code: 'APIM slo',
    list: 'service-guide',
    says: 'Let SLOs allow for the SLA of the gateway and for all that a request needs beside it.',
    url: guide,
    isCoveredBy: hasClaim,
    limits: 'The SLA is a contract: no drill measures it. Objectives and SLO files are judged.',
  },
  {
    code: 'APIM load tests',
    list: 'service-guide',
    says: 'Test with load like that of production, and rely on no published throughput.',
    url: guide,
    isCoveredBy: withTag('capacity'),
    limits:
      'Numbers per unit here are those of this machine or of the scenario; a load test of the real service, from within its network, remains to be done.',
  },
  {
    code: 'APIM recovery',
    list: 'service-guide',
    says: 'Back up, restore and redeploy, with subscriptions and other data, as part of a plan for disasters.',
    url: guide,
    isCoveredBy: withTag('backup', 'restore', 'rto', 'rpo'),
    limits: 'How long a restore takes on the real service is a parameter here.',
  },
  {
    code: 'APIM metrics',
    list: 'service-guide',
    says: 'Collect metrics of reliability, and be told when they leave their baseline.',
    url: guide,
    isCoveredBy: never,
    limits:
      'Alerts live where the real service runs. A drill can tell what a metric would have shown ("gatedrill export metrics"), not whether anybody looks.',
  },
]

/** Recommendations for reliability of the framework, and of its guide for API Management. */
export const checklist: readonly ChecklistItem[] = [...framework, ...serviceGuide]
