import { spendItems, spendSize, spendStep } from '../budget.ts'
import { raise, raiseNullReference } from '../error.ts'
import type { Member, Site } from '../members/define.ts'
import { raiseNoOverload } from '../members/kind.ts'
import { fullNameOf, typeOf } from '../runtime/type-of.ts'
import type { Value } from '../value.ts'
import { NetSequence } from '../values/collection.ts'

export type ArgumentNames = readonly (string | undefined)[]

/** The overloads that a call's number and names of arguments leave. */
export type Overloads = {
  readonly name: string
  readonly fitting: readonly Member[]
  /** The only one, when its arguments stand in order: nothing is left to choose. */
  readonly plain: Member | undefined
}

export function overloadsFor(
  members: readonly Member[],
  count: number,
  names: ArgumentNames,
): Overloads {
  const fitting = members.filter((member) => fits(member, count, names))
  const [first] = fitting
  const isOne = fitting.length === 1 || count === 0
  const isPlain = isOne && names.length === 0 && first?.parameters.at(-1)?.isRest !== true
  return { name: members[0]?.name ?? '', fitting, plain: isPlain ? first : undefined }
}

/** Chooses the overload that takes the arguments, converts them, and calls it. */
export function invoke(
  { name, fitting, plain }: Overloads,
  self: Value,
  values: readonly Value[],
  names: ArgumentNames,
  site: Site,
): Value {
  spendStep()
  if (plain !== undefined) return charged(plain.run(self, inOrder(plain, values), site))
  const accepting = fitting.find((member) => accepts(member, values, names))
  // A single one is taken even where C# would have wanted a cast: its conversion says what is wrong.
  const member = accepting ?? (fitting.length === 1 ? fitting[0] : undefined)
  if (member === undefined) return raiseNoOverload(name, values)
  return charged(member.run(self, bound(member, values, names), site))
}

function charged(result: Value): Value {
  if (typeof result === 'string') spendSize(result.length)
  else if (result instanceof NetSequence) spendItems(result.items.length)
  return result
}

/** The same, where only the call itself says how many arguments there are. */
export function invokeAny(
  members: readonly Member[],
  self: Value,
  values: readonly Value[],
  site: Site,
): Value {
  return invoke(overloadsFor(members, values.length, []), self, values, [], site)
}

/**
 * A method group called as a function. A query also passes an index, which only functions of two
 * take; so fewer arguments are tried first.
 */
export function invokeGroup(
  members: readonly Member[],
  self: Value,
  values: readonly Value[],
  site: Site,
): Value {
  for (let count = Math.min(values.length, 1); count < values.length; count += 1) {
    const given = values.slice(0, count)
    const isExact = members.some(
      (member) => member.parameters.length === count && accepts(member, given, []),
    )
    if (isExact) return invokeAny(members, self, given, site)
  }
  const isOne = members.some((member) => fits(member, 1, []))
  const isWhole = members.some((member) => accepts(member, values, []))
  return invokeAny(members, self, isOne && !isWhole ? values.slice(0, 1) : values, site)
}

function inOrder({ parameters }: Member, values: readonly Value[]): unknown[] {
  const args: unknown[] = []
  for (let index = 0; index < parameters.length; index += 1) {
    const value = values[index]
    args.push(value === undefined ? undefined : parameters[index]?.from(value))
  }
  return args
}

/** By the number and names of arguments. */
function fits({ parameters }: Member, count: number, names: ArgumentNames): boolean {
  const isOpen = parameters.at(-1)?.isRest === true
  if (count > parameters.length && !isOpen) return false
  const isGiven = parameters.every(
    ({ isOptional, isRest, argument }, index) =>
      isOptional === true ||
      isRest === true ||
      index < count ||
      names.some((name) => name !== undefined && name === argument),
  )
  const areKnown = names.every(
    (name, index) =>
      name === undefined ||
      parameters.some(
        ({ argument }, at) => argument === name || (at === index && argument === undefined),
      ),
  )
  return isGiven && areKnown
}

function positionOf({ parameters }: Member, index: number, name: string | undefined): number {
  const last = parameters.length - 1
  const named = name === undefined ? -1 : parameters.findIndex(({ argument }) => argument === name)
  if (named >= 0) return named
  return parameters[last]?.isRest === true ? Math.min(index, last) : index
}

function accepts(member: Member, values: readonly Value[], names: ArgumentNames): boolean {
  return values.every((value, index) => {
    const parameter = member.parameters[positionOf(member, index, names[index])]
    if (parameter === undefined) return false
    return (
      parameter.accepts(value) || (parameter.isRest === true && isSpread(member, values, index))
    )
  })
}

/** One sequence in place of `params`. */
function isSpread({ parameters }: Member, values: readonly Value[], index: number): boolean {
  const isLast = index === parameters.length - 1 && values.length === parameters.length
  return isLast && values[index] instanceof NetSequence
}

function bound(member: Member, values: readonly Value[], names: ArgumentNames): unknown[] {
  const { parameters } = member
  const args: unknown[] = new Array(parameters.length).fill(undefined)
  const more: unknown[] = []
  values.forEach((value, index) => {
    const position = positionOf(member, index, names[index])
    const parameter = parameters[position]
    if (parameter?.isRest === true) more.push(...spread(member, values, index))
    else if (parameter !== undefined) args[position] = parameter.from(value)
  })
  if (parameters.at(-1)?.isRest === true) args[parameters.length - 1] = more
  return args
}

function spread(member: Member, values: readonly Value[], index: number): unknown[] {
  const value = values[index] ?? null
  const parameter = member.parameters.at(-1)
  const isWhole = isSpread(member, values, index) && value instanceof NetSequence
  const items: readonly Value[] = isWhole ? value.items : [value]
  return items.flatMap((item) => {
    const raw = parameter?.from(item)
    return Array.isArray(raw) ? raw : []
  })
}

/** The value's type, or the exception that any member of null throws. */
export function typeOfReceiver(value: Value): string {
  return value === null ? raiseNullReference() : typeOf(value)
}

export function raiseNoMember(value: Value, name: string): never {
  raise(
    'CompilationException',
    `'${fullNameOf(value)}' does not contain a definition for '${name}'`,
  )
}
