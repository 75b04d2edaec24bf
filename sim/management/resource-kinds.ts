/** A kind of resource: how ARM names it, and where an APIOps folder keeps it. */
export type ResourceKind = {
  /** Its segment in paths: `namedValues`. */
  readonly collection: string
  /** For people: `Named value not found.` */
  readonly title: string
  /** The folder below its parent's; empty where there is at most one. */
  readonly folder: string
  /** In the folder of one of them. */
  readonly file: string
  /** Joins its parent to another resource of that name, in this collection. */
  readonly linksTo?: string
  /** There is at most one, of this name. */
  readonly onlyName?: string
  readonly children: readonly ResourceKind[]
}

type Optional = Partial<Pick<ResourceKind, 'linksTo' | 'onlyName' | 'children'>>

function kind(
  collection: string,
  title: string,
  folder: string,
  file: string,
  { children = [], ...optional }: Optional = {},
): ResourceKind {
  return { collection, title, folder, file, children, ...optional }
}

const policies = kind('policies', 'Policy', '', 'policy.xml', { onlyName: 'policy' })
const diagnostics = kind('diagnostics', 'Diagnostic', 'diagnostics', 'diagnosticInformation.json')

const apis = kind('apis', 'API', 'apis', 'apiInformation.json', {
  children: [
    policies,
    diagnostics,
    kind('operations', 'Operation', 'operations', 'operationInformation.json', {
      children: [policies],
    }),
    kind('schemas', 'Schema', 'schemas', 'apiSchemaInformation.json'),
    kind('releases', 'Release', 'releases', 'apiReleaseInformation.json'),
  ],
})

const products = kind('products', 'Product', 'products', 'productInformation.json', {
  children: [
    policies,
    kind('apis', 'API', 'apis', 'productApiInformation.json', { linksTo: 'apis' }),
    kind('groups', 'Group', 'groups', 'productGroupInformation.json', { linksTo: 'groups' }),
  ],
})

/** What a service has, and what a workspace has of its own. */
const common: readonly ResourceKind[] = [
  apis,
  products,
  policies,
  diagnostics,
  kind('subscriptions', 'Subscription', 'subscriptions', 'subscriptionInformation.json'),
  kind('groups', 'Group', 'groups', 'groupInformation.json'),
  kind('namedValues', 'Named value', 'named values', 'namedValueInformation.json'),
  kind('backends', 'Backend', 'backends', 'backendInformation.json'),
  kind('policyFragments', 'Policy fragment', 'policy fragments', 'policyFragmentInformation.json'),
  kind('apiVersionSets', 'API version set', 'version sets', 'versionSetInformation.json'),
  kind('loggers', 'Logger', 'loggers', 'loggerInformation.json'),
  kind('schemas', 'Schema', 'schemas', 'schemaInformation.json'),
  kind('certificates', 'Certificate', 'certificates', 'certificateInformation.json'),
  kind('tags', 'Tag', 'tags', 'tagInformation.json'),
]

/**
 * Everything below `/service/{name}`. Source: ARM, Microsoft.ApiManagement; folders as the APIOps
 * toolkit (v7) writes them.
 */
export const resourceKinds: readonly ResourceKind[] = [
  ...common,
  kind('users', 'User', 'users', 'userInformation.json', {
    // The service has them the other way around, `groups/{g}/users/{u}`, for which see resource-path.
    children: [kind('groups', 'Group', 'groups', 'groupInformation.json', { linksTo: 'groups' })],
  }),
  kind('gateways', 'Gateway', 'gateways', 'gatewayInformation.json', {
    children: [kind('apis', 'API', 'apis', 'gatewayApiInformation.json', { linksTo: 'apis' })],
  }),
  kind(
    'authorizationProviders',
    'Authorization provider',
    'authorizationProviders',
    'authorizationProviderInformation.json',
    {
      children: [
        kind('authorizations', 'Authorization', 'authorizations', 'authorizationInformation.json'),
      ],
    },
  ),
  kind('workspaces', 'Workspace', 'workspaces', 'workspaceInformation.json', { children: common }),
]
