import seedrandom from 'seedrandom'
import type { AnswerVariant, BackendLaunch } from '../../ledger/launch/backend.ts'
import { matcherOf } from './operation-pattern.ts'
import { serviceTimesOf } from './service-time.ts'
import { type Call, type Treatment, whole } from './treatment.ts'

type Behaviour = Pick<
  BackendLaunch,
  'latencyMs' | 'spread' | 'bodyBytes' | 'errors' | 'operations' | 'seed'
>

/**
 * How a backend treats a call while nothing harms it: the first variant of its operation that is
 * drawn, else its own service time, and the errors that it always makes. `stream` names its chance.
 */
export function behaviourOf(launch: Behaviour, stream: string): (call: Call) => Treatment {
  const { bodyBytes, errors, seed } = launch
  const serviceMs = serviceTimesOf(launch, seed, stream)
  const variants = (launch.operations ?? []).map((variant, index) =>
    variantOf(variant, launch, `${stream}/operations/${index}`),
  )
  const random = seedrandom.alea(`${seed}/${stream}/errors`)
  const fails = () => errors !== undefined && random() < errors.share
  return (call) => {
    const variant = variants.find(({ isChosen }) => isChosen(call))
    if (fails()) return failed(serviceMs(), errors?.status ?? 500)
    return variant?.treat() ?? { delayMs: serviceMs(), bodyBytes, ending: whole }
  }
}

/** What a backend says when it fails: a status, and a word about it. */
export function failed(delayMs: number, status: number): Treatment {
  return { delayMs, status, bodyBytes: 0, body: `{"error":${status}}`, ending: whole }
}

function variantOf(variant: AnswerVariant, launch: Behaviour, stream: string) {
  const { latencyMs = launch.latencyMs, spread = launch.spread } = variant
  const { share, status, headers, body, bodyBytes = launch.bodyBytes } = variant
  const isOf = matcherOf(variant.match)
  const random = seedrandom.alea(`${launch.seed}/${stream}/share`)
  const serviceMs = serviceTimesOf({ latencyMs, spread }, launch.seed, stream)
  const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body)
  const fixed = {
    bodyBytes,
    ending: whole,
    ...(status === undefined ? {} : { status }),
    ...(headers === undefined ? {} : { headers }),
    ...(text === undefined ? {} : { body: text }),
  }
  return {
    isChosen: ({ operation }: Call) => isOf(operation) && (share === 1 || random() < share),
    treat: (): Treatment => ({ delayMs: serviceMs(), ...fixed }),
  }
}
