/** HTTP headers with their spelling kept and names compared without case, in order of arrival. */
export class HeaderList {
  readonly #entries = new Map<string, { name: string; values: string[] }>()

  /** From `rawHeaders` of Node: name, value, name, value, ... */
  static fromRaw(raw: readonly string[]): HeaderList {
    const headers = new HeaderList()
    for (let index = 0; index + 1 < raw.length; index += 2) {
      headers.append(raw[index] ?? '', raw[index + 1] ?? '')
    }
    return headers
  }

  get(name: string): readonly string[] | undefined {
    return this.#entries.get(name.toLowerCase())?.values
  }

  first(name: string): string | undefined {
    return this.#entries.get(name.toLowerCase())?.values[0]
  }

  has(name: string): boolean {
    return this.#entries.has(name.toLowerCase())
  }

  set(name: string, ...values: string[]): void {
    this.#entries.set(name.toLowerCase(), { name, values })
  }

  append(name: string, ...values: string[]): void {
    const entry = this.#entries.get(name.toLowerCase())
    if (entry === undefined) this.set(name, ...values)
    else entry.values.push(...values)
  }

  delete(name: string): void {
    this.#entries.delete(name.toLowerCase())
  }

  /** Pairs of the name as spelled and its values. */
  *entries(): Generator<readonly [name: string, values: readonly string[]]> {
    for (const { name, values } of this.#entries.values()) yield [name, values]
  }

  copy(): HeaderList {
    const headers = new HeaderList()
    for (const [name, values] of this.entries()) headers.set(name, ...values)
    return headers
  }
}
