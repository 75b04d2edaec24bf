import { expect, test } from 'vitest'
import { typeNameOf } from '../../../../../gateway/policy/expressions/convert.ts'
import { compiled, exchangeOf, resultOf } from './exchange.ts'

const json = 'var j = context.Request.Body.As<JObject>(preserveContent: true);'

/** What .NET gives, most of them where JavaScript gives something else. */
test.each([
  ['@(true.ToString())', 'True'],
  ['@("" + true)', 'True'],
  ['@(7 / 2)', '3'],
  ['@(-7 / 2)', '-3'],
  ['@(-7 % 3)', '-1'],
  ['@(7 / 2.0)', '3.5'],
  ['@(int.MaxValue + 1)', '-2147483648'],
  ['@(checked(int.MaxValue + 1))', '!OverflowException'],
  ['@(1000000 * 1000000)', '-727379968'],
  ['@(1000000L * 1000000)', '1000000000000'],
  ['@(long.MaxValue + 1)', '-9223372036854775808'],
  ["@('a' + 1)", '98'],
  [`@("" + 'a' + 1)`, 'a1'],
  [`@(1 + 2 + "3" + 4 + 5)`, '3345'],
  ['@(null + "x")', 'x'],
  ['@(1 / 0)', '!DivideByZeroException'],
  ['@(1.0 / 0)', 'Infinity'],
  ['@(0.1 + 0.2)', '0.30000000000000004'],
  ['@(0.1m + 0.2m)', '0.3'],
  ['@(1.50m + 1)', '2.50'],
  ['@(1e15)', '1E+15'],
  ['@(0.00001)', '1E-05'],
  ['@(1.0)', '1'],
  ['@(100.0f / 3)', '33.333332'],
  ['@((int)3.9)', '3'],
  ['@((int)-3.9)', '-3'],
  ['@((byte)300)', '44'],
  ["@((int)'a')", '97'],
  ['@((char)98)', 'b'],
  ['@(-2147483648)', '-2147483648'],
  ['@(Convert.ToInt32(2.5))', '2'],
  ['@(Convert.ToInt32(3.5))', '4'],
  ['@(Math.Round(2.5))', '2'],
  ['@(1 << 33)', '2'],
  ['@(5 & 3 | 8)', '9'],
  ['@(~5)', '-6'],
  ['@(1 == 1.0)', 'True'],
  ["@('a' == 97)", 'True'],
  ['@("a" == "a")', 'True'],
  ['@("a" != "b")', 'True'],
  ['@(null == "")', 'False'],
  ['@(true ? 1 : 2.5)', '1'],
  ['@((object)1 == (object)1)', 'False'],
  ['@(1.Equals(1))', 'True'],
  ['@(1.Equals(1L))', 'False'],
  ['@("a".CompareTo("B") < 0)', 'True'],
])('%s is %s', (source, expected) => {
  expect(resultOf(source)).toBe(expected)
})

test.each([
  ['@(context.Variables["x"] == "y")', 'False'],
  ['@("y" == context.Variables["x"])', 'False'],
  ['@((string)context.Variables["x"] == "y")', 'True'],
  ['@(context.Variables["x"].Equals("y"))', 'True'],
  ['@(context.Variables.GetValueOrDefault<string>("x") == "y")', 'True'],
  ['@(context.Variables.GetValueOrDefault("x", "") == "y")', 'True'],
  ['@(context.Variables.GetValueOrDefault<int>("none"))', '0'],
  ['@(context.Variables.GetValueOrDefault<string>("none"))', 'null'],
  ['@(context.Variables.GetValueOrDefault<bool>("none", true))', 'True'],
  ['@(context.Variables.GetValueOrDefault<int>("x"))', '!InvalidCastException'],
  ['@((int)context.Variables["n"] + 1)', '6'],
  ['@((long)context.Variables["n"])', '!InvalidCastException'],
  ['@((string)context.Variables["n"])', '!InvalidCastException'],
  ['@((string)(object)5)', '!InvalidCastException'],
  ['@(context.Variables["none"])', '!KeyNotFoundException'],
  ['@(((string)null).Length)', '!NullReferenceException'],
  ['@((int)context.Variables.GetValueOrDefault<object>("none"))', '!NullReferenceException'],
  ['@("abc".Substring(4))', '!ArgumentOutOfRangeException'],
  ['@("abc"[3])', '!IndexOutOfRangeException'],
  ['@(int.Parse("x"))', '!FormatException'],
  ['@(int.Parse("99999999999"))', '!OverflowException'],
  ['@(new int[0].First())', '!InvalidOperationException'],
  ['@(new [] { 1, 2 }[2])', '!IndexOutOfRangeException'],
  ['@(new List<int>()[0])', '!ArgumentOutOfRangeException'],
  ['@(context.Response.StatusCode)', '!NullReferenceException'],
  ['@(context.Response?.StatusCode)', 'null'],
  ['@(context.Response?.Headers.GetValueOrDefault("a").Length == null)', 'True'],
])('%s is %s, unboxed and compared as .NET does', (source, expected) => {
  expect(resultOf(source)).toBe(expected)
})

test.each([
  ['j["missing"] == null', 'True'],
  ['j["n"] == null', 'False'],
  ['j["n"].ToString()', ''],
  ['(string)j["n"]', 'null'],
  ['j["n"].Type == JTokenType.Null', 'True'],
  ['j["b"].ToString()', 'True'],
  ['j["f"].ToString()', '1'],
  ['j["d"].ToString()', '01/02/2020 03:04:05'],
  ['j["d"].Type', 'Date'],
  ['j["s"].Equals("x")', 'False'],
  ['(string)j["s"] == "x"', 'True'],
  ['j["s"].Value<string>() == "x"', 'True'],
  ['j.Value<int>("a") + 1', '2'],
  ['(int)j["a"] + 1', '2'],
  ['(int)j["n"]', '!ArgumentException'],
  ['(int?)j["n"]', 'null'],
  ['(int)j["missing"]', '!ArgumentNullException'],
  ['j["a"]["b"]', '!InvalidOperationException'],
  ['j["l"][5]', '!ArgumentOutOfRangeException'],
  ['j["l"].Sum(x => (int)x)', '6'],
  ['j.SelectToken("o.k")', 'v'],
  ['j.SelectToken("$.l[1]")', '2'],
  ['j["o"].ToString()', '{\r\n  "k": "v"\r\n}'],
  ['j["l"].ToString(Formatting.None)', '[1,2,3]'],
  ['j.ContainsKey("s") && !j.ContainsKey("S")', 'True'],
  ['j["o"]["k"].Path', 'o.k'],
])('of a JSON body, %s is %s', (source, expected) => {
  expect(resultOf(`@{ ${json} return ${source}; }`)).toBe(expected)
})

test('JSON passes through with its kinds of numbers and its dates', () => {
  expect(
    resultOf(
      `@{ ${json} j["a"] = 2; j.Add("z", 1.5); return j.ToString(Newtonsoft.Json.Formatting.None); }`,
    ),
  ).toBe(
    '{"a":2,"s":"x","d":"2020-01-02T03:04:05","n":null,"b":true,"f":1.0,"l":[1,2,3],"o":{"k":"v"},"z":1.5}',
  )
})

test('a body that is not preserved can be read once', () => {
  const read = '((context.Request.Body.As<string>()?.Length ?? 0) > 0)'
  expect(resultOf(`@(${read} + " " + ${read})`)).toBe('True False')
})

test.each([
  ['@(1)', 'System.Int32'],
  ['@(1L)', 'System.Int64'],
  ['@(1.0)', 'System.Double'],
  ['@("a")', 'System.String'],
  ["@('a')", 'System.Char'],
  ['@(new List<string>())', 'System.Collections.Generic.List`1[System.String]'],
  ['@(new string[1])', 'System.String[]'],
  ['@(new JObject())', 'Newtonsoft.Json.Linq.JObject'],
])('%s is a %s', (source, expected) => {
  expect(typeNameOf(compiled(source).evaluate(exchangeOf()))).toBe(expected)
})
