import { X509Certificate } from 'node:crypto'
import { z } from 'zod'
import { changesOfRelease, copiedFromSource } from './api-revisions.ts'
import { ArmError, invalid } from './arm-error.ts'
import type { ArtifactChanges } from './artifact-store.ts'
import { secretOf, withoutFolder } from './artifact-tree.ts'
import type { ConfigurationView } from './configuration.ts'
import { type Properties, propertiesOf, textOfProperties } from './information-file.ts'
import { contentIdOf, fileOf, type Located, secretFileOf } from './resource-path.ts'
import { existing, operationsOf, specificationNames } from './resource-views.ts'
import { withoutOperation } from './specification.ts'

export type WriteTools = {
  /** A new key of a subscription. */
  newKey(): string
  /** A secret of a key vault; undefined when it has none of that name. Throws when out of reach. */
  secretOf(identifier: string): string | undefined
}

/** What a PUT of these properties changes. Throws an ArmError for properties that cannot be. */
export function changesOfPut(
  located: Located,
  properties: Properties,
  view: ConfigurationView,
  tools: WriteTools,
): ArtifactChanges {
  const { kind, parent } = located
  if (parent !== undefined) existing(parent, view)
  if (kind.linksTo !== undefined) return new Map([[fileOf(located), '{}\n']])
  switch (kind.collection) {
    case 'policies':
      return new Map([[fileOf(located), policyTextOf(properties)]])
    case 'policyFragments':
      return putFragment(located, properties)
    case 'apis':
      return putApi(located, properties, view)
    case 'releases':
      return changesOfRelease(located, properties, view.tree)
    case 'operations':
      return putOperation(located, properties, view)
    case 'subscriptions':
      return putSubscription(located, properties, view, tools)
    case 'namedValues':
      return putNamedValue(located, properties, view, tools)
    case 'certificates':
      return putCertificate(located, properties)
    default:
      return new Map([[fileOf(located), textOfProperties(properties)]])
  }
}

/** What goes with a resource: all below it, and the links to it. */
export function changesOfDelete(located: Located, view: ConfigurationView): ArtifactChanges {
  const { kind, folder, name = '', parent } = located
  if (kind.onlyName !== undefined) return new Map([[fileOf(located), undefined]])
  const changes = new Map(withoutFolder(view.tree, folder))
  if (kind.collection === 'operations' && parent !== undefined) {
    const operation = operationsOf(located, view.content).find(({ id }) => id === name)
    for (const file of specificationNames) {
      const path = `${parent.folder}/${file}`
      const text = view.tree.get(path)
      if (text === undefined || operation === undefined) continue
      changes.set(path, withoutOperation(text, file, operation))
    }
  }
  if (kind.linksTo !== undefined) return changes
  for (const path of view.tree.keys()) {
    const isLink = /(^|\/)(products|gateways|users)\/[^/]+\/(apis|groups)\/[^/]+\/[^/]+$/.test(path)
    if (isLink && path.includes(`/${kind.collection}/${name}/`)) changes.set(path, undefined)
  }
  return changes
}

const policySchema = z.object({
  value: z.string(),
  format: z.enum(['xml', 'rawxml']).default('xml'),
})

/** Documents behind a link are not fetched: a plane of a drill has no way out. */
function policyTextOf(properties: Properties): string {
  return parsed(policySchema, properties).value
}

function putFragment(located: Located, properties: Properties): ArtifactChanges {
  const { value: _value, format: _format, ...rest } = properties
  return new Map([
    [fileOf(located), textOfProperties(rest)],
    [`${located.folder}/policy.xml`, policyTextOf(properties)],
  ])
}

const apiSchema = z.object({ path: z.string(), displayName: z.string().optional() })
const importSchema = z.object({
  format: z.enum(['openapi', 'openapi+json', 'swagger-json']),
  value: z.string(),
})

/** With `format` and `value` the operations come from a specification, and replace those before. */
function putApi(located: Located, given: Properties, view: ConfigurationView): ArtifactChanges {
  const { format, value, ...own } = given
  const { properties, files } = copiedFromSource(located, own, view.tree)
  parsed(apiSchema, properties)
  const extras = propertiesOf(view.tree.get(fileOf(located)))?.gatedrill
  const kept = extras === undefined || value !== undefined ? {} : { gatedrill: extras }
  const changes = new Map<string, string | undefined>([
    ...files,
    [fileOf(located), textOfProperties({ ...properties, ...kept })],
  ])
  if (value === undefined) return changes
  const imported = parsed(importSchema, { format, value })
  for (const name of specificationNames) {
    if (view.tree.has(`${located.folder}/${name}`))
      changes.set(`${located.folder}/${name}`, undefined)
  }
  for (const path of view.tree.keys()) {
    if (path.startsWith(`${located.folder}/operations/`)) changes.set(path, undefined)
  }
  const name = imported.format === 'openapi' ? 'specification.yaml' : 'specification.json'
  return changes.set(`${located.folder}/${name}`, imported.value)
}

const operationSchema = z.object({ method: z.string(), urlTemplate: z.string() })

function putOperation(
  located: Located,
  properties: Properties,
  view: ConfigurationView,
): ArtifactChanges {
  const { method, urlTemplate } = parsed(operationSchema, properties)
  const before = propertiesOf(view.tree.get(fileOf(located)))
  const isSame = before?.method === method && before.urlTemplate === urlTemplate
  const kept = isSame && before.gatedrill !== undefined ? { gatedrill: before.gatedrill } : {}
  return new Map([[fileOf(located), textOfProperties({ ...properties, ...kept })]])
}

const keySchema = z.string().min(1).max(256)
const subscriptionSchema = z.looseObject({
  displayName: z.string(),
  scope: z.string(),
  primaryKey: keySchema.optional(),
  secondaryKey: keySchema.optional(),
})

function putSubscription(
  located: Located,
  properties: Properties,
  view: ConfigurationView,
  { newKey }: WriteTools,
): ArtifactChanges {
  const { primaryKey, secondaryKey, ...rest } = parsed(subscriptionSchema, properties)
  const before = secretOf(view.tree, located.folder)
  const keys = {
    primaryKey: primaryKey ?? before.primaryKey ?? newKey(),
    secondaryKey: secondaryKey ?? before.secondaryKey ?? newKey(),
  }
  const others = view.content.subscriptions.filter(({ id }) => id !== contentIdOf(located))
  const taken = others.some(({ primaryKey: first, secondaryKey: second }) =>
    [keys.primaryKey, keys.secondaryKey].some((key) => key === first || key === second),
  )
  if (taken) throw invalid([{ target: 'primaryKey', message: 'another subscription has this key' }])
  const shown = { state: 'active', ...rest }
  return new Map([
    [fileOf(located), textOfProperties(shown)],
    [secretFileOf(located), textOfProperties(keys)],
  ])
}

/** Source: APIM, limits (a named value has at most 4,096 characters). */
const namedValueSchema = z.looseObject({
  displayName: z
    .string()
    .regex(/^[A-Za-z0-9-._]+$/, 'letters, digits, -, . and _')
    .max(256),
  value: z.string().max(4_096).optional(),
  secret: z.boolean().nullish(),
  keyVault: z.looseObject({ secretIdentifier: z.string() }).nullish(),
})

function putNamedValue(
  located: Located,
  properties: Properties,
  view: ConfigurationView,
  { secretOf: vaultSecretOf }: WriteTools,
): ArtifactChanges {
  const { value, keyVault, ...rest } = parsed(namedValueSchema, properties)
  const put = (shown: Properties, hidden: unknown) =>
    new Map<string, string | undefined>([
      [fileOf(located), textOfProperties(shown)],
      [
        secretFileOf(located),
        hidden === undefined ? undefined : textOfProperties({ value: hidden }),
      ],
    ])
  if (keyVault !== undefined && keyVault !== null) {
    const secret = fetched(vaultSecretOf, keyVault.secretIdentifier)
    return put({ ...rest, secret: true, keyVault }, secret)
  }
  const before = secretOf(view.tree, located.folder).value
  if (value === undefined && before === undefined) {
    throw invalid([{ target: 'value', message: 'a named value has a value or a keyVault' }])
  }
  if (rest.secret === true) return put(rest, value ?? before)
  return put({ ...rest, value: value ?? before }, undefined)
}

/** The secret behind an identifier; an ArmError when the vault has none or is out of reach. */
export function fetched(from: WriteTools['secretOf'], identifier: string): string {
  const target = 'keyVault.secretIdentifier'
  let secret: string | undefined
  try {
    secret = from(identifier)
  } catch (error) {
    throw new ArmError(400, 'ValidationError', `the key vault is out of reach: ${String(error)}`, [
      { code: 'ValidationError', target, message: String(error) },
    ])
  }
  if (secret !== undefined) return secret
  throw invalid([{ target, message: `no vault here has ${identifier}` }])
}

const certificateSchema = z.looseObject({ data: z.string() })

/** `data`: base64 of a PEM text with a certificate and, where it has one, its private key. */
function putCertificate(located: Located, properties: Properties): ArtifactChanges {
  const text = Buffer.from(parsed(certificateSchema, properties).data, 'base64').toString('utf8')
  const [certificate] =
    /-----BEGIN CERTIFICATE-----[\s\S]*-----END CERTIFICATE-----/.exec(text) ?? []
  const [privateKey] =
    /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?-----END [A-Z ]*PRIVATE KEY-----/.exec(text) ?? []
  if (certificate === undefined) {
    throw invalid([
      { target: 'data', message: 'base64 of PEM is taken, and here is no certificate' },
    ])
  }
  return new Map([
    [fileOf(located), textOfProperties({ ...factsOf(certificate), certificate })],
    [
      secretFileOf(located),
      privateKey === undefined ? undefined : textOfProperties({ privateKey }),
    ],
  ])
}

function factsOf(pem: string): Properties {
  try {
    const { subject, fingerprint, validTo } = new X509Certificate(pem)
    return { subject, thumbprint: fingerprint.replaceAll(':', ''), expirationDate: validTo }
  } catch (error) {
    throw invalid([{ target: 'data', message: String(error) }])
  }
}

function parsed<Schema extends z.ZodType>(
  schema: Schema,
  properties: Properties,
): z.output<Schema> {
  const result = schema.safeParse(properties)
  if (result.success) return result.data
  throw invalid(
    result.error.issues.map(({ path, message }) => ({ target: path.join('.'), message })),
  )
}
