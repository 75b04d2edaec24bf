import type { Problem } from '../../ledger/errors.ts'
import { GatedrillError } from '../../ledger/errors.ts'
import { type RevisionContent, revisionContentSchema } from '../../ledger/revision.ts'
import { readApis } from './apis.ts'
import { armTemplateHelp, isArmTemplate } from './arm-template.ts'
import { type ArtifactFolder, readArtifactFolder } from './artifact-folder.ts'
import { readAuthorizations } from './authorizations.ts'
import { readBackends } from './backends.ts'
import { readCertificates } from './certificates.ts'
import { readDiagnostics, readGateways, readLoggers } from './diagnostics.ts'
import { collectFindings } from './errors.ts'
import { readFragments } from './fragments.ts'
import type { Source } from './information.ts'
import { readNamedValues } from './named-values.ts'
import { policyIn } from './policies.ts'
import { readProducts } from './products.ts'
import { apiIdWithoutRevision } from './resource-id.ts'
import { readSharedSchemas } from './shared-schemas.ts'
import { type KeysOf, readSubscriptions } from './subscriptions.ts'
import type { Vault } from './vault.ts'
import { readVersionSets } from './version-sets.ts'
import { type Resources, withWorkspaces } from './workspaces.ts'

export type GivenToArtifacts = {
  /** By displayName; before those of the folder. */
  readonly namedValues: Readonly<Record<string, string>>
  readonly keysOf: KeysOf
  /** Secrets that named values refer to. */
  readonly vault?: Vault | undefined
}

/**
 * Reads an APIOps artifact folder as the toolkit (up to v6, and v7) or apiops-cli writes it.
 * Parts may be absent. Throws a `GatedrillError` with all errors of the folder at once; what can
 * be served with a part missing is a warning. Source: Azure/apiops, Azure/apiops-cli.
 */
export async function loadArtifacts(
  folder: string,
  given: GivenToArtifacts,
): Promise<{ readonly content: RevisionContent; readonly warnings: readonly Problem[] }> {
  const artifacts = await readArtifactFolder(folder)
  if (!hasApis(artifacts)) throw withoutApis(artifacts)
  const read = contentOfArtifacts(artifacts, given)
  if (read.content.apis.length === 0) throw withoutApis(artifacts)
  return read
}

/** The same of artifacts that were read already; a configuration without any API is one too. */
export function contentOfArtifacts(
  artifacts: ArtifactFolder,
  given: GivenToArtifacts,
): { readonly content: RevisionContent; readonly warnings: readonly Problem[] } {
  const findings = collectFindings()
  const source = { artifacts, findings }
  // Subscriptions of a workspace may have the ids of others, and must not have their keys.
  const keyIdOf = ({ workspaceId }: Source, id: string) =>
    workspaceId === undefined ? id : `${workspaceId}/${id}`
  const resourcesOf = (of: Source) =>
    readResources(of, { ...given, keysOf: (id) => given.keysOf(keyIdOf(of, id)) })
  const content: RevisionContent = {
    source: artifacts.folder,
    globalPolicy: policyIn(artifacts, ''),
    ...withWorkspaces(resourcesOf(source), source, resourcesOf),
  }
  if (findings.errors.length > 0) throw new GatedrillError(findings.errors)
  return { content: revisionContentSchema.parse(content), warnings: findings.warnings }
}

/** All that a folder holds, or the folder of a workspace in it. */
function readResources(source: Source, given: GivenToArtifacts): Resources {
  const namedValues = readNamedValues(source, given.namedValues, given.vault)
  const { apis, versionSets } = readApis(source, namedValues, readVersionSets(source))
  return {
    apis,
    products: readProducts(source, new Set(apis.map(({ id }) => apiIdWithoutRevision(id)))),
    subscriptions: readSubscriptions(source, given.keysOf),
    backends: readBackends(source, namedValues),
    namedValues,
    certificates: readCertificates(source, given.vault),
    fragments: readFragments(source),
    versionSets: [...versionSets],
    authorizations: readAuthorizations(source, namedValues),
    loggers: readLoggers(source),
    diagnostics: readDiagnostics(source),
    gateways: readGateways(source),
    schemas: readSharedSchemas(source),
  }
}

function hasApis({ foldersIn }: ArtifactFolder): boolean {
  const roots = ['', ...foldersIn('workspaces').map((id) => `workspaces/${id}/`)]
  return roots.some((root) => foldersIn(`${root}apis`).length > 0)
}

// As the extractors name their output.
const usualRoots = ['apimartifacts', 'apim-artifacts', 'artifacts']

function isTemplateFile(path: string, text: string): boolean {
  return path.toLowerCase().endsWith('.json') && isArmTemplate(text)
}

function withoutApis(artifacts: ArtifactFolder): GatedrillError {
  const inner = [...usualRoots, ...artifacts.foldersIn('')].find(
    (root) => artifacts.foldersIn(`${root}/apis`).length > 0,
  )
  const template = [...artifacts.texts].find(([path, text]) => isTemplateFile(path, text))?.[0]
  return new GatedrillError({
    code: 'ARTIFACTS_WITHOUT_APIS',
    where: artifacts.folder,
    what: 'this folder holds no API',
    why: 'each API is a folder below apis/, with apiInformation.json and a specification',
    fix:
      inner === undefined
        ? 'give the folder that an APIOps extractor wrote'
        : `give ${artifacts.placeOf(inner)}`,
    ...(inner === undefined && template !== undefined ? armTemplateHelp(template) : {}),
  })
}
