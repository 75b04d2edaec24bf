/** One message of `log-to-eventhub` or `send-service-bus-message`. */
export type LoggedEvent = {
  readonly body: string
  readonly partitionId?: string
  readonly partitionKey?: string
  /** Of a message of a service bus. */
  readonly properties?: Readonly<Record<string, string>>
}

export type SinkKind = 'eventhub' | 'servicebus'

/** Takes what policies log, and never keeps a request waiting. */
export type EventSink = {
  /** Whether anybody keeps what is sent; where nobody does, nothing needs to be made. */
  readonly isOpen: boolean
  /** `to` is a logger, which is one of an event hub unless told otherwise, or a queue or topic. */
  send(to: string, event: LoggedEvent, kind?: SinkKind): void
}

export const closedSink: EventSink = { isOpen: false, send: () => undefined }
