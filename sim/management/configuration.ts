import { isDeepStrictEqual } from 'node:util'
import type { Problem } from '../../ledger/errors.ts'
import type { CheckedArtifacts } from '../../ledger/launch/checker.ts'
import { type RevisionContent, revisionOf, revisionSchema } from '../../ledger/revision.ts'
import { inOneDialect } from './artifact-dialect.ts'
import type { ArtifactChanges, StoredArtifact } from './artifact-store.ts'
import { type ArtifactTree, artifactsToCheck, changedTree, treeOf } from './artifact-tree.ts'
import { artifactsOfContent } from './artifacts-of-content.ts'
import type { Checker } from './checker.ts'
import type { PlaneStore } from './plane-store.ts'
import { refusalOf } from './refusal.ts'
import type { StoredRevision } from './revision-store.ts'
import { withKeptSecrets, withSecrets } from './seed.ts'

/** The configuration as a change may see it. */
export type ConfigurationView = {
  readonly tree: ArtifactTree
  readonly stored: ReadonlyMap<string, StoredArtifact>
  readonly content: RevisionContent
}

export type ConfigurationOptions = {
  readonly store: PlaneStore
  readonly checker: Checker
  readonly nowUs: () => number
  /** A new key of a subscription. */
  readonly newKey: () => string
  /** Called when a revision is durable. */
  readonly published: (revision: StoredRevision) => void
}

/**
 * The one place that changes what a management plane holds: one change after the other, each
 * checked against the result of the one before.
 */
export class Configuration {
  readonly #options: ConfigurationOptions
  #last: Promise<unknown> = Promise.resolve()
  /** What was strange already before a change. */
  #known: readonly Problem[] | undefined
  #parsed: { readonly number: number; readonly content: RevisionContent } | undefined

  constructor(options: ConfigurationOptions) {
    this.#options = options
  }

  /**
   * As it is now. Its artifacts are read when they are asked for the first time: from the folder
   * that the first revision came from, or made from the revision where that is gone.
   */
  view(): Promise<ConfigurationView> {
    return this.#inTurn(async () => {
      await this.#fill()
      return this.#view()
    })
  }

  /** Does all that the first change would have to wait for. */
  prepare(): Promise<void> {
    return this.#inTurn(async () => {
      await this.#fill()
      this.#known ??= (await this.#check(this.#view().tree)).warnings
    })
  }

  /**
   * Applies what `edit` makes of the present configuration. Resolves when it is durable, with the
   * revision that has it; rejects with an ArmError when `edit` throws one or the gateway could not
   * serve the result, and then nothing was changed.
   */
  change(edit: (view: ConfigurationView) => ArtifactChanges): Promise<StoredRevision> {
    const { artifacts } = this.#options.store
    return this.#inTurn(async () => {
      await this.#fill()
      const { tree, ...rest } = this.#view()
      const changes = edit({ tree, ...rest })
      if (changes.size === 0) return this.#latest()
      this.#known ??= (await this.#check(tree)).warnings
      const checked = await this.#check(changedTree(tree, changes))
      const refusal = refusalOf(checked, this.#known, changes)
      if (refusal !== undefined || checked.content === undefined) throw refusal
      const latest = this.#commit(checked.content, 0, () => artifacts.apply(changes))
      this.#known = checked.warnings
      return latest
    })
  }

  /** Publishes a whole configuration as it stands, unchecked. */
  publish(content: RevisionContent): Promise<StoredRevision> {
    const { artifacts, revisions } = this.#options.store
    return this.#inTurn(async () => {
      this.#known = undefined
      return this.#commit(content, revisions.latest()?.number ?? 0, () => artifacts.clear())
    })
  }

  /** Publishes what there is again, as a revision above `least`. */
  renumber(least: number): Promise<StoredRevision> {
    return this.#inTurn(async () => this.#commit(this.#content(), least, () => undefined))
  }

  /** Puts all of it in place of what there is, as a revision above `least`. */
  replace(tree: ArtifactTree, least = 0): Promise<StoredRevision> {
    return this.#inTurn(() => this.#replace(tree, least))
  }

  /** The same of an artifact folder, which holds no secrets: those that are there stay. */
  importTexts(texts: ArtifactTree): Promise<StoredRevision> {
    return this.#inTurn(async () => {
      await this.#fill()
      const kept = withKeptSecrets(texts, this.#view().tree, this.#options.newKey)
      return this.#replace(kept, 0)
    })
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const mine = this.#last.then(work)
    this.#last = mine.catch(() => undefined)
    return mine
  }

  #view(): ConfigurationView {
    const stored = this.#options.store.artifacts.all()
    return { stored, tree: treeOf(stored), content: this.#content() }
  }

  #latest(): StoredRevision {
    const latest = this.#options.store.revisions.latest()
    if (latest === undefined) throw new Error('nothing was ever published')
    return latest
  }

  #content(): RevisionContent {
    const { number, json } = this.#latest()
    if (this.#parsed?.number !== number) {
      const { content } = revisionSchema.parse(JSON.parse(json))
      this.#parsed = { number, content }
    }
    return this.#parsed.content
  }

  #check(tree: ArtifactTree, source = this.#content().source): Promise<CheckedArtifacts> {
    return this.#options.checker.check(artifactsToCheck(tree, source))
  }

  async #fill(): Promise<void> {
    const { artifacts, atomically } = this.#options.store
    if (artifacts.isFilled) return
    const content = this.#content()
    const tree = withSecrets(await this.#firstArtifacts(content), content)
    atomically(() => artifacts.apply(tree))
  }

  async #firstArtifacts(content: RevisionContent): Promise<ArtifactTree> {
    const { checker } = this.#options
    if (this.#latest().number > 1) return artifactsOfContent(content)
    const texts = await checker.read(content.source).catch(() => undefined)
    if (texts === undefined) return artifactsOfContent(content)
    const tree = inOneDialect(texts)
    // The folder may have become another one since, or never have been one.
    const read = (await this.#check(withSecrets(tree, content))).content
    return isDeepStrictEqual(read?.apis, content.apis) ? tree : artifactsOfContent(content)
  }

  async #replace(tree: ArtifactTree, least: number): Promise<StoredRevision> {
    const { artifacts } = this.#options.store
    const checked = await this.#check(tree)
    // What is strange about it was so where it came from.
    const refusal = refusalOf({ ...checked, warnings: [] }, [], tree)
    if (refusal !== undefined || checked.content === undefined) throw refusal
    const latest = this.#commit(checked.content, least, () => {
      artifacts.clear()
      artifacts.apply(tree)
    })
    this.#known = checked.warnings
    return latest
  }

  #commit(content: RevisionContent, least: number, change: () => void): StoredRevision {
    const { store, nowUs, published } = this.#options
    const before = store.revisions.latest()
    store.atomically(() => {
      change()
      const { checksum } = revisionOf(1, content)
      // A description, say, is nothing that an instance would see.
      if (checksum === before?.checksum && least < before.number) return
      store.revisions.publish(content, nowUs(), least)
    })
    const latest = this.#latest()
    if (latest.number !== before?.number) published(latest)
    return latest
  }
}
