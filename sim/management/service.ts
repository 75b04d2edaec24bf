import { z } from 'zod'
import type { ServiceFacts, SyncStatus } from '../../ledger/launch/management.ts'
import { ArmError, invalid, notFound } from './arm-error.ts'
import { type ArmAnswer, type ArmRequest, bodyPropertiesOf } from './arm-request.ts'
import type { Configuration } from './configuration.ts'
import { type Properties, propertiesOf, textOfProperties } from './information-file.ts'
import { secretsFolder } from './resource-path.ts'

/** `networkstatus` calls an instance out of reach when it was not heard of for so long. */
export type ServiceOptions = {
  readonly facts: ServiceFacts
  readonly configuration: Configuration
  readonly syncStatus: () => SyncStatus
  readonly nowUs: () => number
  /** What a long operation is at, for `provisioningState`. */
  readonly isBusy: () => boolean
  /** Called when the set of disabled locations was changed. */
  readonly changed: (disabled: readonly string[]) => void
}

export type ServiceResource = {
  get(request: ArmRequest): Promise<ArmAnswer>
  patch(request: ArmRequest): Promise<ArmAnswer>
  /** Of one location, or of all. */
  networkStatus(location: string | undefined): ArmAnswer
}

const stateFile = `${secretsFolder}service.json`

const changeSchema = z.looseObject({
  disableGateway: z.boolean().optional(),
  additionalLocations: z
    .array(z.looseObject({ location: z.string(), disableGateway: z.boolean().optional() }))
    .optional(),
})

/** The service itself: where it is, and which of its gateways take part in routing. */
export function serviceOf(options: ServiceOptions): ServiceResource {
  const { facts, configuration, isBusy, changed } = options
  const disabledNow = async () => {
    const { tree } = await configuration.view()
    const changed = tree.get(stateFile)
    return new Set(changed === undefined ? facts.disabled : listOf(propertiesOf(changed)?.disabled))
  }
  return {
    get: async (request) => ({
      status: 200,
      body: shown(options, await disabledNow(), request),
    }),
    async patch(request) {
      if (isBusy()) throw busy()
      const wanted = wantedOf(bodyPropertiesOf(request.body), facts)
      const disabled = await disabledNow()
      for (const [location, isDisabled] of wanted) {
        if (isDisabled === true) disabled.add(location)
        if (isDisabled === false) disabled.delete(location)
      }
      const text = textOfProperties({ disabled: [...disabled] })
      await configuration.change(() => new Map([[stateFile, text]]))
      changed([...disabled])
      return { status: 200, body: shown(options, disabled, request) }
    },
    networkStatus(location) {
      const known = facts.locations.map((one) => one.location)
      if (location !== undefined && !known.includes(location)) throw notFound('Location')
      const body =
        location === undefined
          ? known.map((one) => ({ location: one, networkStatus: statusOf(one, options) }))
          : statusOf(location, options)
      return { status: 200, body }
    },
  }
}

function shown(
  { facts, isBusy }: ServiceOptions,
  disabled: ReadonlySet<string>,
  { root }: ArmRequest,
) {
  const [primary, ...additional] = facts.locations
  return {
    id: root,
    type: 'Microsoft.ApiManagement/service',
    name: root.split('/').at(-1),
    location: primary?.location,
    zones: zonesOf(primary?.zones),
    sku: { name: facts.tier, capacity: primary?.units ?? 0 },
    properties: {
      provisioningState: isBusy() ? 'Updating' : 'Succeeded',
      targetProvisioningState: isBusy() ? 'Updating' : '',
      disableGateway: disabled.has(primary?.location ?? ''),
      additionalLocations: additional.map(({ location, zones, units }) => ({
        location,
        zones: zonesOf(zones),
        sku: { name: facts.tier, capacity: units },
        disableGateway: disabled.has(location),
      })),
    },
  }
}

/** What the plane can see of a location: which of its instances still ask for revisions. */
function statusOf(location: string, { syncStatus, nowUs, facts }: ServiceOptions) {
  const { instances } = syncStatus()
  const sinceUs = (syncedAtUs: number) => nowUs() - syncedAtUs
  return {
    dnsServers: [],
    connectivityStatus: instances
      .filter(({ instance }) => instance.startsWith(`${location}-`))
      .map(({ instance, syncedAtUs }) => ({
        name: instance,
        status: sinceUs(syncedAtUs) < facts.silentAfterMs * 1_000 ? 'success' : 'failure',
        resourceType: 'Gateway',
        isOptional: false,
        secondsSinceUpdate: Math.round(sinceUs(syncedAtUs) / 1_000_000),
      })),
  }
}

type Wanted = readonly (readonly [location: string, isDisabled: boolean | undefined])[]

function wantedOf(properties: Properties, { locations }: ServiceFacts): Wanted {
  const { disableGateway, additionalLocations = [] } = changeOf(properties)
  const wanted: Wanted = [
    [locations[0]?.location ?? '', disableGateway],
    ...additionalLocations.map((one) => [one.location, one.disableGateway] as const),
  ]
  const unknown = wanted.find(([name]) => !locations.some(({ location }) => location === name))
  if (unknown === undefined) return wanted
  throw invalid([{ target: 'location', message: `there is no location ${unknown[0]}` }])
}

export function busy(): ArmError {
  return new ArmError(
    409,
    'ServiceLocked',
    'the service is in the middle of another operation; try again when it has ended',
  )
}

function changeOf(properties: Properties): z.output<typeof changeSchema> {
  const parsed = changeSchema.safeParse(properties)
  if (parsed.success) return parsed.data
  throw invalid(
    parsed.error.issues.map(({ path, message }) => ({ target: path.join('.'), message })),
  )
}

function zonesOf(count: number | undefined): readonly string[] {
  return Array.from({ length: count ?? 0 }, (_zone, index) => String(index + 1))
}

function listOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : []
}
