import { expect, test } from 'vitest'
import { isExpression } from '../../../../../gateway/policy/expressions/expression.ts'
import { compiled, resultOf } from './exchange.ts'

test.each([
  ['@{ var a = 1; a += 2; a++; return a; }', '4'],
  ['@{ int i = 0; while (true) { if (++i == 3) break; } return i; }', '3'],
  [
    '@{ var s = ""; for (int i = 0, j = 9; i < 3; i++, j--) { if (i == 1) continue; s += i + ":" + j + " "; } return s; }',
    '0:9 2:7 ',
  ],
  ['@{ var s = ""; foreach (var c in "abc") s = c + s; return s; }', 'cba'],
  ['@{ var n = 0; do { n++; } while (n < 5); return n; }', '5'],
  [
    '@{ switch ("b") { case "a": return 1; case "b": case "c": return 2; default: return 3; } }',
    '2',
  ],
  [
    '@{ object o = 5; switch (o) { case string s: return s; case int i when i > 3: return i * 2; default: return 0; } }',
    '10',
  ],
  [
    '@{ try { return int.Parse("x"); } catch (FormatException e) { return e.GetType().Name; } }',
    'FormatException',
  ],
  [
    '@{ try { throw new Exception("a"); } catch (Exception e) when (e.Message == "a") { return "caught"; } }',
    'caught',
  ],
  [
    '@{ try { throw new InvalidOperationException("a"); } catch (FormatException) { return 1; } }',
    '!InvalidOperationException',
  ],
  ['@{ var s = "a"; try { s += "b"; } finally { s += "c"; } return s; }', 'abc'],
  [
    '@{ try { try { throw new Exception("x"); } catch { throw; } } catch (Exception e) { return e.Message; } }',
    'x',
  ],
  ['@{ using (var h = SHA256.Create()) { return h.ComputeHash(new byte[0]).Length; } }', '32'],
  ['@{ int f(int n) { return n < 2 ? 1 : n * f(n - 1); } return f(5); }', '120'],
  ['@{ return twice(2); int twice(int n) => n * 2; }', '4'],
  ['@{ var sum = 1; void add(int n) { sum += n; } add(4); return sum; }', '5'],
  ['@{ Func<int, int> add = x => x + 1; return add(1); }', '2'],
  ['@{ var sum = 0; new List<int> { 1, 2 }.ForEach(x => { sum += x; }); return sum; }', '3'],
  ['@{ double d = 7; return d / 2; }', '3.5'],
  ['@{ long l = int.MaxValue; return l + 1; }', '2147483648'],
  ['@{ const int k = 3; return k; }', '3'],
  ['@{ string s = null; return s ?? "none"; }', 'none'],
  ['@{ int? n = null; return n.HasValue ? n.Value : -1; }', '-1'],
  ['@{ int n; return int.TryParse("12", out n) ? n : 0; }', '12'],
  ['@{ return int.TryParse("z", out var n) ? n : -1; }', '-1'],
  ['@{ int[] a = { 1 }; return 1; }', undefined],
  ['@{ var d = new Dictionary<string, int> { { "a", 1 }, { "b", 2 } }; return d["b"]; }', '2'],
  ['@{ var d = new Dictionary<string, int> { ["a"] = 1 }; d["a"] += 4; return d["a"]; }', '5'],
  ['@{ var o = new { a = 1, b = "x" }; return o.a + o.b; }', '1x'],
  ['@{ }', 'null'],
  ['@($"{1,3}|{1,-3}|{1.5:F2}|{{x}}")', '  1|1  |1.50|{x}'],
  ['@($@"a\\{"b"}""")', 'a\\b"'],
  ['@(@"c:\\d")', 'c:\\d'],
  ['@("a\\tb\\u0041\\x42")', 'a\tbAB'],
  ['@(0x1F + 1_000)', '1031'],
  ['@("/x/"+(context.Variables["x"])+"/family")', '/x/y/family'],
  ['@((string)(context.Variables["x"]) + "z")', 'yz'],
  ['@(context.Request.Body.As<JObject>(true)?["s"].ToString() ?? "n/a")', 'x'],
  ['@((1 < 2) == (3 > 2))', 'True'],
  ['@(1 < 2 && 2 > (1))', 'True'],
  ['@(new [] { 3, 1, 2 }.OrderBy(x => x).Select((x, i) => x * i).Last())', '6'],
  ['@(System.Convert.ToString(5))', '5'],
  ['@(global::System.Guid.Empty)', '00000000-0000-0000-0000-000000000000'],
  ['@((context.Variables["x"] as string) ?? "no")', 'y'],
  ['@(context.Variables["n"] as string)', 'null'],
  ['@(context.Variables["n"] is int)', 'True'],
  ['@(context.Variables["n"] is string ? 1 : 2)', '2'],
  ['@(nameof(context.Request))', 'Request'],
  ['@(default(int) + default(string))', '0'],
  ['@(true ? "a" : throw new Exception("no"))', 'a'],
  ['@(/* c */ 1 // )\n + 1)', '2'],
])('%s gives %s', (source, expected) => {
  if (expected === undefined) expect(() => compiled(source)).toThrow('EXPRESSION_SYNTAX')
  else expect(resultOf(source)).toBe(expected)
})

test.each([
  ['@(1', false],
  [' @(1) ', true],
  ['@{ return 1; }', true],
  ['a @(1)', false],
  ['', false],
])('%j is an expression: %s', (source, expected) => {
  expect(isExpression(source)).toBe(expected)
})

test.each([
  ['@(a b)', '1:5'],
  ['@("a)', '1:3'],
  ["@('ab')", '1:3'],
  ['@(1 +)', '1:6'],
  ['@{ return 1 }', '1:13'],
  ['@{\n if (true) \n}', '3:1'],
  ['@(x ? 1)', '1:8'],
  ['@(#)', '1:3'],
])('%j is refused at %s', (source, place) => {
  expect(() => compiled(source)).toThrow(
    expect.objectContaining({
      problems: [expect.objectContaining({ code: 'EXPRESSION_SYNTAX', where: `p.xml:${place}` })],
    }),
  )
})

test.each([
  ['@(context.Foo)', '1:11', 'Foo'],
  ['@("a".Nope())', '1:7', 'Nope'],
  ['@(new Frobnicator())', '1:7', 'Frobnicator'],
  ['@(whatever)', '1:3', 'whatever'],
  ['@((Frob)context.Variables["x"])', '1:4', 'Frob'],
  ['@(context.Variables["x"].Frobnicate())', '1:26', 'Frobnicate'],
])('%s is a problem at %s and fails only when it is reached', (source, place, what) => {
  const { problems } = compiled(source)
  expect(problems).toMatchObject([{ code: 'EXPRESSION_UNSUPPORTED', where: `p.xml:${place}` }])
  expect(problems[0]?.what).toContain(what)
  expect(resultOf(source)).toBe('!NotSupportedException')
  expect(resultOf(`@(true ? "fine" : "" + ${source.slice(1)})`)).toBe('fine')
})

test('it is said whether a body must be in memory', () => {
  expect(compiled('@(context.Request.Body.As<string>())')).toMatchObject({
    usesRequestBody: true,
    usesResponseBody: false,
  })
  expect(compiled('@(context.Response.Body.As<string>())')).toMatchObject({
    usesRequestBody: false,
    usesResponseBody: true,
  })
  expect(compiled('@(context.Request.Method)')).toMatchObject({
    usesRequestBody: false,
    usesResponseBody: false,
  })
})
