type Entry = { name: string; lower: string; values: string[] }

/** More headers than this are looked up by an index; few are found faster one by one. */
const listedMax = 24

/** HTTP headers with their spelling kept and names compared without case, in order of arrival. */
export class HeaderList {
  #entries: Entry[] = []
  /** By lower-case name; only of a list that is long. */
  #index: Map<string, Entry> | undefined

  /** From `rawHeaders` of Node: name, value, name, value, ... */
  static fromRaw(raw: readonly string[]): HeaderList {
    const headers = new HeaderList()
    for (let index = 0; index + 1 < raw.length; index += 2) {
      headers.append(raw[index] ?? '', raw[index + 1] ?? '')
    }
    return headers
  }

  get(name: string): readonly string[] | undefined {
    return this.#find(name.toLowerCase())?.values
  }

  first(name: string): string | undefined {
    return this.#find(name.toLowerCase())?.values[0]
  }

  has(name: string): boolean {
    return this.#find(name.toLowerCase()) !== undefined
  }

  set(name: string, ...values: string[]): void {
    const lower = name.toLowerCase()
    const entry = this.#find(lower)
    if (entry === undefined) {
      this.#add({ name, lower, values })
      return
    }
    entry.name = name
    entry.values = values
  }

  append(name: string, ...values: string[]): void {
    const lower = name.toLowerCase()
    const entry = this.#find(lower)
    if (entry === undefined) this.#add({ name, lower, values })
    else entry.values.push(...values)
  }

  /** For a name whose lower case is known. */
  appendAs(name: string, lower: string, value: string): void {
    const entry = this.#find(lower)
    if (entry === undefined) this.#add({ name, lower, values: [value] })
    else entry.values.push(value)
  }

  delete(name: string): void {
    const lower = name.toLowerCase()
    if (this.#find(lower) === undefined) return
    this.#entries = this.#entries.filter((entry) => entry.lower !== lower)
    this.#index?.delete(lower)
  }

  /** Pairs of the name as spelled and its values. */
  *entries(): Generator<readonly [name: string, values: readonly string[]]> {
    for (const { name, values } of this.#entries) yield [name, values]
  }

  /** For the way of each request, where pairs would be thrown away at once. */
  forEach(call: (name: string, lower: string, values: readonly string[]) => void): void {
    for (const { name, lower, values } of this.#entries) call(name, lower, values)
  }

  copy(): HeaderList {
    const headers = new HeaderList()
    for (const { name, lower, values } of this.#entries) {
      headers.#add({ name, lower, values: [...values] })
    }
    return headers
  }

  #find(lower: string): Entry | undefined {
    if (this.#index !== undefined) return this.#index.get(lower)
    for (const entry of this.#entries) if (entry.lower === lower) return entry
    return undefined
  }

  #add(entry: Entry): void {
    this.#entries.push(entry)
    if (this.#index !== undefined) this.#index.set(entry.lower, entry)
    else if (this.#entries.length > listedMax) {
      this.#index = new Map(this.#entries.map((each) => [each.lower, each]))
    }
  }
}
