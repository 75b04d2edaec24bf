import type { Exchange } from '../../../pipeline/exchange.ts'
import { raiseNullReference } from '../error.ts'
import type { TypeNode } from '../syntax/node.ts'
import type { Value } from '../value.ts'
import type { Kind, Parameter } from './kind.ts'

/** Where a member is called from. */
export type Site = {
  readonly exchange: Exchange
  /** Type arguments as written: `string` of `Value<string>("x")`. */
  readonly types: readonly TypeNode[]
}

/** A method, constructor, property (no parameters) or indexer, with its types erased. */
export type Member = {
  readonly name: string
  readonly parameters: readonly Parameter<unknown>[]
  /** Undefined when it depends on the call. */
  readonly result: string | undefined
  run(self: Value, args: readonly unknown[], site: Site): Value
}

/** What may be set: `builder.Length = 0`, `list[0] = x`. */
export type Setter = {
  readonly name: string
  set(self: Value, key: Value, value: Value): void
}

export type NetType = {
  readonly name: string
  readonly self: Kind<unknown> | undefined
  readonly properties: ReadonlyMap<string, Member>
  readonly methods: ReadonlyMap<string, readonly Member[]>
  readonly indexers: readonly Member[]
  readonly setters: ReadonlyMap<string, Setter>
  readonly statics: ReadonlyMap<string, Member>
  readonly staticMethods: ReadonlyMap<string, readonly Member[]>
  readonly constructors: readonly Member[]
}

type Raws<Parameters extends readonly Parameter<unknown>[]> = {
  [Index in keyof Parameters]: Parameters[Index] extends Parameter<infer Raw> ? Raw : never
}

type Run<Self, Parameters extends readonly Parameter<unknown>[], Result> = (
  self: Self,
  args: Raws<Parameters>,
  site: Site,
) => Result

export type TypeBuilder<Self> = NetType & {
  property<Result>(
    name: string,
    kind: Kind<Result>,
    run: (self: Self, site: Site) => Result,
  ): TypeBuilder<Self>
  method<const P extends readonly Parameter<unknown>[], Result>(
    name: string,
    parameters: P,
    kind: Kind<Result>,
    run: Run<Self, P, Result>,
  ): TypeBuilder<Self>
  indexer<const P extends readonly Parameter<unknown>[], Result>(
    parameters: P,
    kind: Kind<Result>,
    run: Run<Self, P, Result>,
  ): TypeBuilder<Self>
  /** `name` is of a property, or `[]` for the indexer; a property's key is null. */
  setter(name: string, set: (self: Self, key: Value, value: Value) => void): TypeBuilder<Self>
  value<Result>(name: string, kind: Kind<Result>, run: (site: Site) => Result): TypeBuilder<Self>
  static<const P extends readonly Parameter<unknown>[], Result>(
    name: string,
    parameters: P,
    kind: Kind<Result>,
    run: (args: Raws<P>, site: Site) => Result,
  ): TypeBuilder<Self>
  create<const P extends readonly Parameter<unknown>[]>(
    parameters: P,
    run: (args: Raws<P>, site: Site) => Value,
  ): TypeBuilder<Self>
}

/** A table of one type's members, a line each. */
export function defineType<Self>(name: string, self: Kind<Self> | undefined): TypeBuilder<Self> {
  const tables = emptyTables()
  const receiver = (value: Value): Self => self?.from(value) ?? raiseNullReference()
  const builder: TypeBuilder<Self> = {
    name,
    self,
    ...tables,
    property(member, kind, run) {
      const read = (on: Value, _: readonly [], site: Site) => run(receiver(on), site)
      tables.properties.set(member, memberOf(member, [], kind, read))
      return builder
    },
    method(member, parameters, kind, run) {
      append(tables.methods, memberOf(member, parameters, kind, onReceiver(receiver, run)))
      return builder
    },
    indexer(parameters, kind, run) {
      tables.indexers.push(memberOf('[]', parameters, kind, onReceiver(receiver, run)))
      return builder
    },
    setter(member, set) {
      const store = (on: Value, key: Value, value: Value) => set(receiver(on), key, value)
      tables.setters.set(member, { name: member, set: store })
      return builder
    },
    value(member, kind, run) {
      tables.statics.set(
        member,
        memberOf(member, [], kind, (_, __, site) => run(site)),
      )
      return builder
    },
    static(member, parameters, kind, run) {
      const call = memberOf(member, parameters, kind, (_, args, site) => run(args, site))
      append(tables.staticMethods, call)
      return builder
    },
    create(parameters, run) {
      const made: Kind<Value> = { name, accepts: () => true, from: same, to: same }
      const call = memberOf(name, parameters, made, (_, args, site) => run(args, site))
      tables.constructors.push(call)
      return builder
    },
  }
  return builder
}

function emptyTables() {
  return {
    properties: new Map<string, Member>(),
    methods: new Map<string, Member[]>(),
    indexers: [] as Member[],
    setters: new Map<string, Setter>(),
    statics: new Map<string, Member>(),
    staticMethods: new Map<string, Member[]>(),
    constructors: [] as Member[],
  }
}

/** The same function over the value that the receiver's kind is taken from. */
function onReceiver<Self, Args, Result>(
  receiver: (value: Value) => Self,
  run: (self: Self, args: Args, site: Site) => Result,
): (on: Value, args: Args, site: Site) => Result {
  return (on, args, site) => run(receiver(on), args, site)
}

const same = (value: Value) => value

function append(table: Map<string, Member[]>, member: Member): void {
  const overloads = table.get(member.name)
  if (overloads === undefined) table.set(member.name, [member])
  else overloads.push(member)
}

function memberOf<const P extends readonly Parameter<unknown>[], Result>(
  name: string,
  parameters: P,
  kind: Kind<Result>,
  run: Run<Value, P, Result>,
): Member {
  const typed = {
    name,
    parameters,
    result: kind.name === '' ? undefined : kind.name,
    run: (self: Value, args: Raws<P>, site: Site) => kind.to(run(self, args, site)),
  }
  return erased(typed)
}

/** The call checks arguments against `parameters` first, so the types may be forgotten here. */
function erased(member: {
  readonly name: string
  readonly parameters: readonly Parameter<unknown>[]
  readonly result: string | undefined
  run(self: Value, args: never, site: Site): Value
}): Member {
  return member
}
