import { spendSize, spendStep } from '../budget.ts'
import { raise, raiseNullReference } from '../error.ts'
import type { Member, Site } from '../members/define.ts'
import { raiseNoOverload } from '../members/kind.ts'
import { fullNameOf, typeOf } from '../runtime/type-of.ts'
import type { Value } from '../value.ts'
import { NetSequence } from '../values/collection.ts'

export type ArgumentNames = readonly (string | undefined)[]

/** Chooses the overload that takes the arguments, converts them, and calls it. */
export function invoke(
  overloads: readonly Member[],
  self: Value,
  values: readonly Value[],
  names: ArgumentNames,
  site: Site,
): Value {
  spendStep()
  const member = chosen(overloads, values, names)
  if (member === undefined) {
    return raiseNoOverload(overloads[0]?.name ?? '', values)
  }
  const result = member.run(self, bound(member, values, names), site)
  if (typeof result === 'string') spendSize(result.length)
  else if (result instanceof NetSequence) spendSize(result.items.length)
  return result
}

function chosen(
  overloads: readonly Member[],
  values: readonly Value[],
  names: ArgumentNames,
): Member | undefined {
  const first = overloads[0]
  // With one overload the conversion of arguments says best what is wrong.
  if (overloads.length === 1 && first !== undefined && fits(first, values, names)) return first
  const fitting = overloads.filter((member) => fits(member, values, names))
  return fitting.find((member) => accepts(member, values, names)) ?? convertible(fitting)
}

/** A single candidate by count is taken even if C# would have wanted a cast. */
function convertible(fitting: readonly Member[]): Member | undefined {
  return fitting.length === 1 ? fitting[0] : undefined
}

/** By the number and names of arguments. */
function fits({ parameters }: Member, values: readonly Value[], names: ArgumentNames): boolean {
  const last = parameters.at(-1)
  const isOpen = last?.isRest === true
  if (values.length > parameters.length && !isOpen) return false
  const required = parameters.filter(
    ({ isOptional, isRest, argument }, index) =>
      isOptional !== true &&
      isRest !== true &&
      index >= values.length &&
      !names.some((name) => name !== undefined && name === argument),
  )
  const areKnown = names.every(
    (name, index) =>
      name === undefined ||
      parameters.some((p, at) => p.argument === name || (at === index && p.argument === undefined)),
  )
  return required.length === 0 && areKnown
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
