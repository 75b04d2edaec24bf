/** One message of `log-to-eventhub`. */
export type LoggedEvent = {
  readonly body: string
  readonly partitionId?: string
  readonly partitionKey?: string
}

/** Takes what policies log, and never keeps a request waiting. */
export type EventSink = {
  /** Whether anybody keeps what is sent; where nobody does, nothing needs to be made. */
  readonly isOpen: boolean
  send(loggerId: string, event: LoggedEvent): void
}

export const closedSink: EventSink = { isOpen: false, send: () => undefined }
