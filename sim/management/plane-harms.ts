import { z } from 'zod'
import { defineHarm, type HarmKinds, type Undo } from '../../ledger/harms.ts'
import type { OfferHarm } from './offers.ts'
import type { Plane } from './plane.ts'
import { callArm } from './plane-commands.ts'

/** What of a management plane can be out of order beside its offers. */
export type PlaneCondition = {
  /** Every answer waits this long. */
  latencyMs: number
  /** Key vaults of named values are out of reach. */
  isVaultAway: boolean
}

export function newCondition(): PlaneCondition {
  return { latencyMs: 0, isVaultAway: false }
}

const instances = z.array(z.string()).optional()

/** Harms inside the management plane's process, by kind. */
export function planeHarms(plane: Plane, condition: PlaneCondition): HarmKinds {
  const harmOffers = async (harm: OfferHarm) => {
    const undo = plane.offers.harm(harm)
    // What is handed out late or torn must be there first.
    await publishMarker(plane)
    return undo
  }
  const offerHarm = (kind: Exclude<OfferHarm['kind'], 'delay'>) =>
    defineHarm({
      params: z.strictObject({ instances }),
      apply: ({ instances: named }) => harmOffers({ kind, instances: named }),
    })
  return {
    stuck: offerHarm('stuck'),
    torn: offerHarm('torn'),
    'out-of-order': offerHarm('out-of-order'),
    delay: defineHarm({
      params: z.strictObject({ delayMs: z.number().positive(), instances }),
      apply: ({ delayMs, instances: named }) =>
        harmOffers({ kind: 'delay', delayMs, instances: named }),
    }),
    /** Publishes a revision, which stays. */
    publish: defineHarm({
      params: z.strictObject({}),
      async apply() {
        await publishMarker(plane)
        return () => undefined
      },
    }),
    'bad-policy': defineHarm({
      params: z.strictObject({ scope: z.string(), xml: z.string() }),
      apply: (given) => putBadPolicy(plane, given),
    }),
    'key-rotation': defineHarm({
      params: z.strictObject({ subscription: z.string(), key: z.enum(['primary', 'secondary']) }),
      apply: (given) => rotateKey(plane, given),
    }),
    ...conditionHarms(condition),
  }
}

function conditionHarms(condition: PlaneCondition): HarmKinds {
  return {
    slow: defineHarm({
      params: z.strictObject({ latencyMs: z.number().positive().max(600_000) }),
      apply({ latencyMs }) {
        condition.latencyMs += latencyMs
        return () => {
          condition.latencyMs -= latencyMs
        }
      },
    }),
    'vault-away': defineHarm({
      params: z.strictObject({}),
      apply() {
        condition.isVaultAway = true
        return () => {
          condition.isVaultAway = false
        }
      },
    }),
  }
}

/**
 * Publishes a revision that differs from the one before in a named value that nothing uses: what
 * is wrong with a configuration shows itself only when there is something to hand out.
 */
async function publishMarker(plane: Plane): Promise<void> {
  const name = 'gatedrill-marker'
  const number = plane.latestNumber()
  const properties = { displayName: name, value: `after-${number}` }
  await write(plane, 'PUT', `namedValues/${name}`, { properties })
}

const policySchema = z.object({ properties: z.object({ value: z.string() }) })

async function putBadPolicy(plane: Plane, given: { scope: string; xml: string }): Promise<Undo> {
  const { scope, xml } = given
  const path = `${scope === '' ? '' : `${scope}/`}policies/policy`
  const before = await callArm(plane, { method: 'GET', path })
  const put = (value: string) =>
    write(plane, 'PUT', path, { properties: { format: 'rawxml', value } })
  await put(xml)
  return () =>
    before.status === 404
      ? write(plane, 'DELETE', path)
      : put(policySchema.parse(before.body).properties.value)
}

const keysSchema = z.object({ primaryKey: z.string(), secondaryKey: z.string() })
const shownSchema = z.object({ properties: z.record(z.string(), z.unknown()) })

/** Undone, the old key is valid again: clients that still send it must be let in. */
async function rotateKey(
  plane: Plane,
  { subscription, key }: { subscription: string; key: 'primary' | 'secondary' },
): Promise<Undo> {
  const path = `subscriptions/${subscription}`
  const secrets = await callArm(plane, { method: 'POST', path: `${path}/listSecrets` })
  if (secrets.status !== 200) throw new Error(`there is no subscription ${subscription}`)
  const before = keysSchema.parse(secrets.body)
  const shown = shownSchema.parse((await callArm(plane, { method: 'GET', path })).body)
  const action = key === 'primary' ? 'regeneratePrimaryKey' : 'regenerateSecondaryKey'
  await write(plane, 'POST', `${path}/${action}`)
  return () => write(plane, 'PUT', path, { properties: { ...shown.properties, ...before } })
}

async function write(
  plane: Plane,
  method: 'PUT' | 'POST' | 'DELETE',
  path: string,
  body?: unknown,
): Promise<void> {
  const answer = await callArm(plane, { method, path, body })
  if (answer.status < 300) return
  throw new Error(`${method} ${path} was answered ${answer.status}: ${JSON.stringify(answer.body)}`)
}
