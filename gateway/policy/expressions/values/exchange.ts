import type {
  Api,
  Operation,
  Product,
  Subscription,
  SubscriptionOwner,
} from '../../../../ledger/revision.ts'
import type {
  Body,
  Deployment,
  Exchange,
  GatewayRequest,
  GatewayResponse,
  LastError,
  UrlParts,
} from '../../../pipeline/exchange.ts'
import type { HeaderList } from '../../../pipeline/headers.ts'
import { NetObject, type Value } from '../value.ts'
import type { Certificates } from './certificate.ts'

/*
 * What expressions see of an exchange. They hold these views and never the objects themselves, so
 * that only what the tables of members list can be reached.
 */

export class ContextView extends NetObject {
  readonly netType = 'IProxyRequestContext'
  readonly exchange: Exchange
  readonly certificates: Certificates

  constructor(exchange: Exchange, certificates: Certificates) {
    super()
    this.exchange = exchange
    this.certificates = certificates
  }
}

export class RequestView extends NetObject {
  readonly netType = 'IRequest'
  readonly exchange: Exchange
  readonly request: GatewayRequest

  constructor(exchange: Exchange) {
    super()
    this.exchange = exchange
    this.request = exchange.request
  }
}

/** Of `context.Response`, or what `send-request` puts into its variable. */
export class ResponseView extends NetObject {
  readonly netType = 'IResponse'
  readonly response: GatewayResponse

  constructor(response: GatewayResponse) {
    super()
    this.response = response
  }
}

/** The message is read and, unless content is preserved, emptied. */
export class BodyView extends NetObject {
  readonly netType = 'IMessageBody'
  readonly message: { body: Body }

  constructor(message: { body: Body }) {
    super()
    this.message = message
  }
}

export class HeadersView extends NetObject {
  readonly netType = 'Headers'
  readonly headers: HeaderList

  constructor(headers: HeaderList) {
    super()
    this.headers = headers
  }
}

export class UrlView extends NetObject {
  readonly netType = 'IUrl'
  readonly url: Readonly<UrlParts>

  constructor(url: Readonly<UrlParts>) {
    super()
    this.url = url
  }
}

/** Names to lists of values: the query of a URL. */
export class QueryView extends NetObject {
  readonly netType = 'Query'
  readonly query: ReadonlyMap<string, readonly string[]>

  constructor(query: ReadonlyMap<string, readonly string[]>) {
    super()
    this.query = query
  }
}

/** `context.Variables` and `MatchedParameters`. */
export class MapView extends NetObject {
  readonly netType: 'Variables' | 'Parameters'
  readonly map: ReadonlyMap<string, Value>

  constructor(netType: 'Variables' | 'Parameters', map: ReadonlyMap<string, Value>) {
    super()
    this.netType = netType
    this.map = map
  }
}

abstract class RecordView<Source> extends NetObject {
  readonly source: Source

  constructor(source: Source) {
    super()
    this.source = source
  }
}

export class ApiView extends RecordView<Api> {
  readonly netType = 'IApi'
}

export class OperationView extends RecordView<Operation> {
  readonly netType = 'IOperation'
}

export class ProductView extends RecordView<Product> {
  readonly netType = 'IProduct'
}

export class SubscriptionView extends RecordView<Subscription> {
  readonly netType = 'ISubscription'
}

export class DeploymentView extends RecordView<Deployment> {
  readonly netType = 'IDeployment'
  readonly certificates: Certificates

  constructor(source: Deployment, certificates: Certificates) {
    super(source)
    this.certificates = certificates
  }
}

export class GatewayView extends RecordView<Deployment> {
  readonly netType = 'IGateway'
}

export class LastErrorView extends RecordView<LastError> {
  readonly netType = 'ILastError'
}

/** The owner of the subscription. */
export class UserView extends RecordView<SubscriptionOwner> {
  readonly netType = 'IUser'
}

export class GroupView extends RecordView<SubscriptionOwner['groups'][number]> {
  readonly netType = 'IGroup'
}
