import fc from 'fast-check'
import { ExpressionError } from '../../gateway/policy/expressions/error.ts'
import { GatedrillError } from '../../ledger/errors.ts'
import { compiled, exchangeOf } from '../unit/gateway/policy/expressions/exchange.ts'
import { checkProperty } from './check-property.ts'
import { defineFuzz } from './define-fuzz.ts'

const pieces = fc.constantFrom(
  ...['context', '.', 'Request', 'Body', 'As', '<', 'JObject', '>', '(', ')', '[', ']', '{', '}'],
  ...['"', "'", '@"', '$"', '\\', '//', '/*', '*/', '\n', '?', ':', '??', '=>', ',', ';', 'x', '1'],
  ...['new', 'var', 'return', 'if', 'else', 'for', 'foreach', 'in', 'switch', 'case', 'try'],
  ...['catch', 'int', 'string', '+', '-', '*', '/', '==', '&&', '||', '!', '=', 'is', 'as', '1.5'],
  ...["'a'", ' ', 'Variables', 'Select', 'ToString', 'Substring', 'Length', 'while', 'true'],
  ...['"a"', 'throw'],
)

const soups = fc
  .tuple(fc.array(pieces, { maxLength: 40 }), fc.constantFrom('()', '{}'))
  .map(([parts, brackets]) => `@${brackets[0]}${parts.join('')}${brackets[1]}`)

// Programs that run: what is cut and spliced out of them gets further than soup does.
const programs = [
  '@(context.Request.Headers.GetValueOrDefault("x", "").Split(\',\').Select(s => s.Trim()).Count())',
  '@{ var j = JObject.Parse("{\\"a\\":[1,2.5,null,{\\"b\\":\\"c\\"}]}"); return j["a"][3]["b"].ToString(); }',
  '@{ int f(int n) { return n < 2 ? n : f(n - 1) + f(n - 2); } return f(9); }',
  '@{ var d = new Dictionary<string, int> { { "a", 1 } }; foreach (var p in d) { d[p.Key] = p.Value + 1; } return d.Count; }',
  '@{ try { return int.Parse("x"); } catch (Exception e) { return e.Message.Substring(0, 5); } }',
  '@(string.Join("-", Enumerable.Range(0, 5).Where(n => n % 2 == 0).OrderByDescending(n => n)))',
  '@(DateTime.UtcNow.AddDays(-1.5).ToString("yyyy-MM-dd HH:mm:ss"))',
  '@(System.Text.RegularExpressions.Regex.Replace("aab", "a+", m => m.Value.ToUpper()))',
  '@($"{context.Variables["x"]} {1 << 3} {(decimal)1 / 3:F2}")',
  '@{ switch (3) { case 1: return "a"; case 3: return "b"; default: return null; } }',
  '@(Convert.ToBase64String(Encoding.UTF8.GetBytes("text")).Length > 3 ? (object)1.5 : \'c\')',
  '@{ for (var i = 0; i < 10; i++) { if (i == 3) { continue; } else { break; } } return new { A = 1 }.A; }',
]

const cut = fc.tuple(fc.nat({ max: 200 }), fc.nat({ max: 12 }), fc.array(pieces, { maxLength: 3 }))
const mutants = fc
  .tuple(fc.constantFrom(...programs), fc.array(cut, { minLength: 1, maxLength: 4 }))
  .map(([program, cuts]) => {
    let source = program
    for (const [at, length, parts] of cuts) {
      const from = 2 + (at % Math.max(1, source.length - 3))
      source = `${source.slice(0, from)}${parts.join('')}${source.slice(from + length)}`
    }
    return source
  })

/** No source crashes the compiler, and no evaluation ends in anything but a value or its error. */
export const expressionProperty = fc.property(fc.oneof(soups, mutants), (source) => {
  try {
    compiled(source).evaluate(exchangeOf({ x: 'y' }))
  } catch (error) {
    if (!(error instanceof ExpressionError || error instanceof GatedrillError)) throw error
  }
})

export const expressions = defineFuzz({
  name: 'expressions',
  about: 'C#: a value or an error of its own, whatever is written',
  run: (options) => checkProperty(expressionProperty, options),
})
