/** One thing that is wrong with a request to the management plane. */
export type ArmDetail = {
  readonly code: string
  readonly target: string
  readonly message: string
}

/** A request that is refused: what scripts against the real plane expect to read. */
export class ArmError extends Error {
  readonly status: number
  readonly code: string
  readonly details: readonly ArmDetail[]

  constructor(status: number, code: string, message: string, details: readonly ArmDetail[] = []) {
    super(message)
    this.name = 'ArmError'
    this.status = status
    this.code = code
    this.details = details
  }

  /** Source: Azure Resource Manager, error response; APIM writes `details` without a line's end. */
  get body() {
    const details = this.details.length === 0 ? {} : { details: this.details }
    return { error: { code: this.code, message: this.message, ...details } }
  }
}

export function notFound(title: string): ArmError {
  return new ArmError(404, 'ResourceNotFound', `${title} not found.`)
}

/** As the service words it, whatever the fields are. */
export function invalid(details: readonly Omit<ArmDetail, 'code'>[]): ArmError {
  const message = 'One or more fields contain incorrect values:'
  const code = 'ValidationError'
  return new ArmError(
    400,
    code,
    message,
    details.map((detail) => ({ code, ...detail })),
  )
}
