import { z } from 'zod'

/** True for a text that is a policy expression: `@(...)` or `@{...}`, space around it allowed. */
export function isExpression(source: string): boolean {
  return /^\s*@[({]/.test(source)
}

/** A literal whole number from 1 on. */
export const positiveInt = z
  .string()
  .trim()
  .regex(/^[0-9]{1,15}$/, 'a whole number')
  .transform(Number)
  .refine((value) => value > 0, 'a number above 0')

/** A literal whole number from 0 on. */
export const wholeNumber = z
  .string()
  .trim()
  .regex(/^[0-9]{1,15}$/, 'a whole number')
  .transform(Number)

/** A literal `true` or `false`, in any case as .NET reads them. */
export const flag = z
  .string()
  .trim()
  .toLowerCase()
  .pipe(z.enum(['true', 'false'], { error: 'true or false' }))
  .transform((value) => value === 'true')

/** An expression, or what the literal schema accepts; stays a text for `load` to compile. */
export function orExpression(literal: z.ZodType, wanted: string) {
  return z
    .string()
    .refine((value) => isExpression(value) || literal.safeParse(value).success, { error: wanted })
}

export const flagText = orExpression(flag, 'true, false or an expression')
export const wholeNumberText = orExpression(wholeNumber, 'a whole number or an expression')
export const positiveIntText = orExpression(positiveInt, 'a number above 0 or an expression')

/** A name or another text that is the same for all requests. */
export const fixedText = z
  .string()
  .min(1, 'a text')
  .refine((text) => !isExpression(text), 'a text, no expression')

/** A status code of three digits, or an expression. */
export const statusText = orExpression(
  z
    .string()
    .trim()
    .regex(/^[1-9][0-9]{2}$/),
  'a status code of three digits, or an expression',
)

/** One of some words, or an expression. */
export function wordText(...words: readonly [string, ...string[]]) {
  const wanted = `${words.join(', ')} or an expression`
  return orExpression(z.enum(words), wanted)
}
