import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

type Library = typeof import('libxml2-wasm')

let library: Library | undefined
let pending: Promise<void> | undefined
/** What schemas may include while one is made, by URL: nothing else is ever read. */
let included: ReadonlyMap<string, string> = new Map()

/** The library, if `loadXmlLibrary` has ended. */
export function xmlLibrary(): Library | undefined {
  return library
}

/**
 * Loads libxml2, which takes some ten megabytes: most gateways never need it. It has no files and
 * no network of its own, only what `withIncluded` gives it.
 */
export function loadXmlLibrary(): Promise<void> {
  pending ??= load()
  return pending
}

async function load(): Promise<void> {
  // By a path that no bundler sees, so that it stays outside until then.
  const path = createRequire(import.meta.url).resolve('libxml2-wasm')
  const loaded: Library = await import(pathToFileURL(path).href)
  loaded.xmlRegisterInputProvider(inputFrom(loaded))
  library = loaded
}

function inputFrom({ openBuffer, readBuffer, closeBuffer }: Library) {
  return {
    match: () => true,
    open(url: string) {
      const text = included.get(url)
      return text === undefined ? undefined : openBuffer(Buffer.from(text))
    },
    read: readBuffer,
    close(file: number) {
      closeBuffer(file)
      return true
    },
  }
}

/** Runs something that may read these texts, by their URLs. */
export function withIncluded<Made>(texts: ReadonlyMap<string, string>, make: () => Made): Made {
  included = texts
  try {
    return make()
  } finally {
    included = new Map()
  }
}
