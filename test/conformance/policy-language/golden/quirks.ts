/**
 * Where Mono's answer is not the one a gateway gives, with ours and where ours is from. The lists
 * beside this file hold what is asked; values.json what Mono says.
 */
export type Quirk = {
  readonly source: string
  /** `text`, or `!` and the exception's type. */
  readonly expected: string
  readonly reason: string
}

const shortest =
  'the shortest digits that read back the same, since .NET Core 3.0: learn.microsoft.com, ' +
  'Double.ToString, remarks; Mono prints 15 digits as .NET Framework did'
const half = 'a half goes to the even neighbour: learn.microsoft.com, Math.Round(Double)'

export const quirks: readonly Quirk[] = [
  { source: '@((double)1 / 3)', expected: '0.3333333333333333', reason: shortest },
  { source: '@((float)1 / 3)', expected: '0.33333334', reason: shortest },
  { source: '@{ float f = 1; return f / 3; }', expected: '0.33333334', reason: shortest },
  { source: '@(Math.Sqrt(2))', expected: '1.4142135623730951', reason: shortest },
  { source: '@(Math.PI)', expected: '3.141592653589793', reason: shortest },
  {
    source: '@(123456789012345678.0.ToString("F0"))',
    expected: '123456789012345680',
    reason: 'all digits of the value since .NET Core 3.0, where Mono has 15',
  },
  { source: '@(Math.Round(2.5))', expected: '2', reason: half },
  { source: '@(Math.Round(-2.5))', expected: '-2', reason: half },
  {
    source: '@(1_000_000)',
    expected: '1000000',
    reason: "digit separators say nothing: C# specification, 6.4.5.3; Mono's compiler adds digits",
  },
  {
    source: '@($"{null}|")',
    expected: '|',
    reason: 'null is the empty text: C# specification, 12.8.3; Mono passes no argument at all',
  },
  {
    source: '@(TimeSpan.FromMilliseconds(1.5))',
    expected: '00:00:00.0015000',
    reason: 'ticks are kept since .NET Core 3.0: learn.microsoft.com, TimeSpan.FromMilliseconds',
  },
]

/** Where .NET is right and our evaluator is not; each says why it is left so. */
export const differences: readonly Quirk[] = [
  {
    source:
      '@{ var l = new List<int> { 1 }; var q = l.Where(x => x > 0); l.Add(2); return q.Count(); }',
    expected: '1',
    reason: 'queries are made at once, which bounds what they may cost',
  },
  {
    source: "@(XElement.Parse(\"<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>\").Value)",
    expected: '!XmlException',
    reason: 'documents of others define no entities here',
  },
]
