import { readFileSync } from 'node:fs'
import { readVault } from '../../gateway/config/vault.ts'
import { type Explanation, explainRequest } from '../../gateway/explain/explain.ts'
import { paintTerminal, traceLines } from '../../gateway/trace/trace-text.ts'
import { GatedrillError } from '../../ledger/errors.ts'
import { distanceOf } from '../../scenarios/nearest.ts'
import { headerOf, mappingOf, namedValueOf } from '../pairs.ts'
import { subscriptionKeysOf } from '../subscription-keys.ts'

/** Options of the command. */
export type ExplainOptions = {
  readonly header: readonly string[]
  readonly data?: string
  readonly subscription?: string
  readonly map: readonly string[]
  readonly value: readonly string[]
  readonly vault?: string
  readonly strict?: true
  readonly json?: true
}

/** Longer bodies are cut on the terminal. */
const shownLengthMax = 2_000

/** Runs one request through a configuration and prints its trace. */
export async function explain(
  folder: string,
  method: string,
  target: string,
  options: ExplainOptions,
): Promise<void> {
  const { header, data, subscription, map, value, vault, strict = false, json = false } = options
  const url = urlOf(target)
  if (!/^[A-Za-z]+$/.test(method)) throw badMethod(method)
  const explanation = await explainRequest({
    folder,
    request: { method, url, headers: header.map(headerOf), body: bodyOf(data), subscription },
    hosts: Object.fromEntries(map.map(mappingOf)),
    namedValues: Object.fromEntries(value.map(namedValueOf)),
    keysOf: subscriptionKeysOf({}, 0),
    vault: vault === undefined ? undefined : await readVault(vault),
    isStrict: strict,
  })
  const { trace, subscriptions } = explanation
  if (subscription !== undefined && !subscriptions.includes(subscription)) {
    throw unknownSubscription(subscription, subscriptions)
  }
  if (trace.steps[0]?.error?.reason === 'OperationNotFound') {
    throw unknownOperation(`${method.toUpperCase()} ${url.pathname}`, explanation)
  }
  if (json) {
    const { body } = explanation
    process.stdout.write(`${JSON.stringify({ ...trace, body }, undefined, 2)}\n`)
  } else process.stdout.write(`${linesOf(explanation).join('\n')}\n`)
}

function linesOf({ trace, body, warnings, subscriptions }: Explanation): readonly string[] {
  const shown =
    body.length <= shownLengthMax
      ? body
      : `${body.slice(0, shownLengthMax)}\n... (${body.length} characters; --json has all)`
  const isWithoutKey = trace.lastError?.reason === 'SubscriptionKeyNotFound'
  const known = subscriptions.join(', ')
  return [
    ...traceLines(trace, paintTerminal),
    ...(isWithoutKey && known !== '' ? [`  send a key with --subscription: ${known}`] : []),
    ...(shown === '' ? [] : ['', shown]),
    ...(warnings.length === 0 ? [] : ['', paintTerminal('dim', warningLine(warnings.length))]),
  ]
}

function warningLine(count: number): string {
  const things = count === 1 ? 'thing' : 'things'
  return `${count} ${things} in this configuration will not work as written; gatedrill validate lists them`
}

function urlOf(target: string): URL {
  // A path alone is called on a host of no meaning, over the scheme that the service is.
  const url = target.startsWith('/')
    ? URL.parse(`https://gateway.example${target}`)
    : URL.parse(target)
  if (url !== null && /^https?:$/.test(url.protocol)) return url
  throw new GatedrillError({
    code: 'CLI_BAD_URL',
    where: target,
    what: 'this is no path and no http or https URL',
    why: 'it says which operation is called',
    fix: 'write /orders/1?full=true, with the path of the API first',
  })
}

function bodyOf(data: string | undefined): string | undefined {
  if (data === undefined || !data.startsWith('@')) return data
  const file = data.slice(1)
  try {
    return readFileSync(file, 'utf8')
  } catch {
    throw new GatedrillError({
      code: 'CLI_FILE_MISSING',
      where: `--data ${data}`,
      what: 'this file cannot be read',
      why: 'it is not there, or is no file',
      fix: 'name a file behind the @, or write the body itself without one',
    })
  }
}

function badMethod(method: string): GatedrillError {
  return new GatedrillError({
    code: 'CLI_BAD_METHOD',
    where: method,
    what: 'this is no HTTP method',
    why: 'the method stands before the URL',
    fix: 'write gatedrill explain <folder> GET /orders/1',
  })
}

function unknownSubscription(id: string, known: readonly string[]): GatedrillError {
  return new GatedrillError({
    code: 'CLI_UNKNOWN_SUBSCRIPTION',
    where: `--subscription ${id}`,
    what: 'the configuration has no such subscription',
    why: 'its key is what the request would have sent',
    fix: known.length === 0 ? 'leave it out' : `name one of: ${known.join(', ')}`,
  })
}

const nearestCount = 5

function unknownOperation(asked: string, { routes }: Explanation): GatedrillError {
  const nearest = routes
    .map(({ method, address }) => `${method} ${address}`)
    .map((route) => ({ route, distance: distanceOf(filledIn(route, asked), asked) }))
    .toSorted((a, b) => a.distance - b.distance)
    .slice(0, nearestCount)
  return new GatedrillError({
    code: 'CLI_UNKNOWN_OPERATION',
    where: asked,
    what: 'no operation of this configuration matches',
    why: 'the service would answer 404 before any policy of an API runs',
    fix: `call one of its operations; the nearest are:\n    ${nearest.map(({ route }) => route).join('\n    ')}`,
  })
}

/** The template with what was asked in the place of its parameters, so that these cost nothing. */
function filledIn(route: string, asked: string): string {
  const given = asked.split('/')
  return route
    .split('/')
    .map((segment, index) => (/[{*]/.test(segment) ? (given[index] ?? segment) : segment))
    .join('/')
}
