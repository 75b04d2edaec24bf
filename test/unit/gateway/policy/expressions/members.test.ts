import { expect, test } from 'vitest'
import { ResponseView } from '../../../../../gateway/policy/expressions/values/exchange.ts'
import type { Subscription } from '../../../../../ledger/revision.ts'
import { exchangeOf, responseOf, resultOf } from './exchange.ts'

const token = `"Bearer ${[
  Buffer.from('{"alg":"RS256","typ":"JWT"}').toString('base64url'),
  Buffer.from(
    '{"sub":"me","aud":["a","b"],"exp":1577934245,"roles":["r","s"],"n":1,"b":true}',
  ).toString('base64url'),
  'sig',
].join('.')}"`

test.each([
  ['context.Request.Method', 'GET'],
  ['context.Request.IpAddress', '10.0.0.1'],
  ['context.Request.Headers["X-A"].Length', '2'],
  ['context.Request.Headers["x-a"][1]', '2'],
  ['context.Request.Headers.GetValueOrDefault("X-A", "")', '1,2'],
  ['context.Request.Headers.GetValueOrDefault("none")', 'null'],
  ['context.Request.Headers.GetValueOrDefault("none", "d")', 'd'],
  ['context.Request.Headers.ContainsKey("x-A")', 'True'],
  ['context.Request.Headers["none"]', '!KeyNotFoundException'],
  ['context.Request.MatchedParameters["id"]', '7'],
  ['context.Request.MatchedParameters.GetValueOrDefault("none", "d")', 'd'],
  ['context.Request.Url.ToString()', 'https://api.example.com/orders/7?a=1&a=2'],
  ['context.Request.Url.Query.GetValueOrDefault("a")', '1,2'],
  ['context.Request.OriginalUrl.ToUri().AbsolutePath', '/orders/7'],
  ['context.Request.OriginalUrl.QueryString', '?a=1&a=2'],
  ['context.Api.Id + context.Api.Revision + context.Api.ServiceUrl.Host', 'orders1backend.example'],
  ['context.Operation.UrlTemplate', '/{id}'],
  ['context.Product == null', 'True'],
  ['context.Subscription?.Id ?? "anonymous"', 'anonymous'],
  ['context.Deployment.Region + "/" + context.Deployment.Gateway.Id', 'westeurope/managed'],
  ['context.Elapsed.TotalMilliseconds', '12.5'],
  ['context.RequestId.ToString("N")', '0f8fad5bd9cb469fa16570867728950e'],
  ['context.LastError == null', 'True'],
  ['context.Variables.ContainsKey("x")', 'True'],
])('of the context, %s is %s', (source, expected) => {
  expect(resultOf(`@(${source})`)).toBe(expected)
})

test.each([
  ['"a,b,,c".Split(\',\').Length', '4'],
  ['"a,b,,c".Split(new[] { \',\' }, StringSplitOptions.RemoveEmptyEntries).Length', '3'],
  ['"a b".Split().Last()', 'b'],
  ['"Bearer x".Split(\' \')[1]', 'x'],
  ['"abc".Contains("B")', 'False'],
  ['"abc".Equals("ABC", StringComparison.OrdinalIgnoreCase)', 'True'],
  ['"abc".IndexOf("c")', '2'],
  ['"abcabc".LastIndexOf("b")', '4'],
  ['"abc".Replace("b", "")', 'ac'],
  ['"abc".Replace("", "x")', '!ArgumentException'],
  ['"abc".Insert(1, "-").Remove(3)', 'a-b'],
  ['"7".PadLeft(3, \'0\')', '007'],
  ['"  a ".Trim() + "|"', 'a|'],
  ['"/a/".Trim(\'/\')', 'a'],
  ['"a.b.".TrimEnd(\'.\')', 'a.b'],
  ['string.IsNullOrEmpty(null)', 'True'],
  ['string.IsNullOrWhiteSpace(" \\t")', 'True'],
  ['string.Format("{0}-{1:D3}-{0}", "a", 7)', 'a-007-a'],
  ['string.Format("{1}", "a")', '!FormatException'],
  ['string.Join(",", new[] { "a", "b" })', 'a,b'],
  ['string.Join("-", 1, "b", true)', '1-b-True'],
  ['string.Concat("a", 1, null)', 'a1'],
  ["new string('x', 3)", 'xxx'],
  ['new string("abc".Reverse().ToArray())', 'cba'],
  ['char.IsDigit("a1"[1])', 'True'],
  ['"abc".ToUpper().ToLowerInvariant()', 'abc'],
])('of texts, %s is %s', (source, expected) => {
  expect(resultOf(`@(${source})`)).toBe(expected)
})

test.each([
  ['1234567.891.ToString("N2")', '1,234,567.89'],
  ['5.ToString("D3")', '005'],
  ['255.ToString("x4")', '00ff'],
  ['0.256.ToString("P1")', '25.6 %'],
  ['1234.5.ToString("0.00")', '1234.50'],
  ['1234.5.ToString("#,##0")', '1,235'],
  ['0.5.ToString("E2")', '5.00E-001'],
  ['3.14159.ToString("F2", CultureInfo.InvariantCulture)', '3.14'],
  ['double.Parse("1.5e3")', '1500'],
  ['decimal.Parse("1.50")', '1.50'],
  ['Convert.ToInt32("0x1F", 16)', '31'],
  ['Convert.ToString(10, 2)', '1010'],
  ['Convert.ToBoolean("TRUE")', 'True'],
  ['Convert.ToBoolean("1")', '!FormatException'],
  ['Convert.ToInt64(null)', '0'],
  ['Math.Max(1, 2.5)', '2.5'],
  ['Math.Min(3L, 2)', '2'],
  ['Math.Abs(-3)', '3'],
  ['Math.Round(1.25, 1)', '1.2'],
  ['Math.Round(2.5, MidpointRounding.AwayFromZero)', '3'],
  ['Math.Floor(-1.5)', '-2'],
  ['Math.Pow(2, 10)', '1024'],
  ['new Random(42).Next()', '1434747710'],
  ['new Random().Next(1, 11)', '6'],
])('of numbers, %s is %s', (source, expected) => {
  expect(resultOf(`@(${source})`)).toBe(expected)
})

test.each([
  ['DateTime.UtcNow.ToString("o")', '2020-01-02T03:04:05.0000000Z'],
  ['DateTime.UtcNow.AddMinutes(90).ToString("yyyy-MM-dd HH:mm:ss")', '2020-01-02 04:34:05'],
  ['DateTime.UtcNow.ToString("R")', 'Thu, 02 Jan 2020 03:04:05 GMT'],
  ['DateTime.UtcNow.ToString()', '01/02/2020 03:04:05'],
  ['DateTimeOffset.UtcNow.ToUnixTimeSeconds()', '1577934245'],
  ['new DateTimeOffset(DateTime.UtcNow).ToUnixTimeMilliseconds()', '1577934245000'],
  ['DateTimeOffset.FromUnixTimeSeconds(0).ToString("yyyy")', '1970'],
  ['(DateTime.UtcNow - new DateTime(1970, 1, 1)).TotalSeconds', '1577934245'],
  ['DateTime.Parse("2024-02-29").DayOfWeek', 'Thursday'],
  ['DateTime.Parse("nonsense")', '!FormatException'],
  ['new DateTime(2024, 1, 31).AddMonths(1).Day', '29'],
  ['new DateTime(2023, 2, 29)', '!ArgumentOutOfRangeException'],
  ['DateTime.MinValue.ToString("s")', '0001-01-01T00:00:00'],
  ['TimeSpan.FromMilliseconds(1500)', '00:00:01.5000000'],
  ['TimeSpan.FromDays(1.5)', '1.12:00:00'],
  ['TimeSpan.Parse("01:30").TotalMinutes', '90'],
  ['DateTime.UtcNow > DateTime.MinValue', 'True'],
  ['DateTime.ParseExact("20240229", "yyyyMMdd", CultureInfo.InvariantCulture).Month', '2'],
  [
    'TimeZoneInfo.ConvertTimeFromUtc(DateTime.UtcNow, TimeZoneInfo.FindSystemTimeZoneById("W. Europe Standard Time")).Hour',
    '4',
  ],
])('of times, %s is %s', (source, expected) => {
  expect(resultOf(`@(${source})`)).toBe(expected)
})

test.each([
  ['Convert.ToBase64String(Encoding.UTF8.GetBytes("é"))', 'w6k='],
  ['Encoding.UTF8.GetString(Convert.FromBase64String("w6k="))', 'é'],
  ['Convert.FromBase64String("a")', '!FormatException'],
  [
    'BitConverter.ToString(SHA256.Create().ComputeHash(Encoding.UTF8.GetBytes(""))).Substring(0, 8)',
    'E3-B0-C4',
  ],
  [
    'new HMACSHA256(Encoding.UTF8.GetBytes("k")).ComputeHash(Encoding.UTF8.GetBytes("d")).Length',
    '32',
  ],
  [
    'Encoding.UTF8.GetString("abc".Length > 0 ? Encoding.UTF8.GetBytes("abc").Encrypt("Aes", new byte[32], new byte[16]).Decrypt("Aes", new byte[32], new byte[16]) : null)',
    'abc',
  ],
  ['System.Net.WebUtility.UrlEncode("a b&c/é")', 'a+b%26c%2F%C3%A9'],
  ['System.Net.WebUtility.UrlDecode("a+b%26")', 'a b&'],
  ['Uri.EscapeDataString("a b!*")', 'a%20b%21%2A'],
  ['System.Net.WebUtility.HtmlEncode("<a>")', '&lt;a&gt;'],
  ['new Uri("https://h:8443/p?q=1").Port', '8443'],
  ['new Uri("nonsense")', '!UriFormatException'],
  ['Guid.Parse("0F8FAD5BD9CB469FA16570867728950E")', '0f8fad5b-d9cb-469f-a165-70867728950e'],
  ['Guid.NewGuid().ToString().Length', '36'],
  ['Regex.IsMatch("abc", "^A", RegexOptions.IgnoreCase)', 'True'],
  ['Regex.Replace("a1b22", @"(\\d+)", "<$1>")', 'a<1>b<22>'],
  ['Regex.Match("x=5", @"(?<k>\\w)=(?<v>\\d)").Groups["v"].Value', '5'],
  ['Regex.Matches("a1b2", @"\\d").Count', '2'],
  ['Regex.IsMatch("a", "(")', '!ArgumentException'],
  [
    'JsonConvert.SerializeObject(new { a = 1, b = new[] { "x" }, c = (string)null })',
    '{"a":1,"b":["x"],"c":null}',
  ],
  ['JsonConvert.DeserializeObject<Dictionary<string, string>>("{\\"a\\":\\"b\\"}")["a"]', 'b'],
  ['JObject.Parse("{")', '!JsonReaderException'],
  ['JObject.Parse("[]")', '!JsonReaderException'],
  [
    'new JObject(new JProperty("a", 1), new JProperty("b", new JArray("x", 2))).ToString(Formatting.None)',
    '{"a":1,"b":["x",2]}',
  ],
  ['new JArray(new[] { 1, 2 }).Count', '2'],
  ['JObject.FromObject(new { a = new { b = 1.5 } }).SelectToken("a.b")', '1.5'],
  ['JArray.Parse("[{\\"k\\":1},{\\"k\\":2}]").Where(t => (int)t["k"] > 1).Count()', '1'],
])('of encodings, hashes, patterns and JSON, %s is %s', (source, expected) => {
  expect(resultOf(`@(${source})`)).toBe(expected)
})

test.each([
  ['.AsJwt().Subject', 'me'],
  ['.AsJwt().Algorithm', 'RS256'],
  ['.AsJwt().Claims["roles"][1]', 's'],
  ['.AsJwt().Claims.GetValueOrDefault("roles", "")', 'r,s'],
  ['.AsJwt().Claims.GetValueOrDefault("b", "")', 'true'],
  ['.AsJwt().Claims.ContainsKey("none")', 'False'],
  ['.AsJwt().Audiences.Contains("b")', 'True'],
  ['.AsJwt().ExpirationTime?.ToString("s")', '2020-01-02T03:04:05'],
  ['.Substring(8).AsJwt() == null', 'True'],
  [".Split(' ')[1].AsJwt().Subject", 'me'],
])('of a token, %s is %s', (source, expected) => {
  expect(resultOf(`@(${token}${source})`)).toBe(expected)
})

test.each([
  ['UserId', 'u:p'],
  ['Password', 'q'],
])('of basic credentials, %s is %s: the last colon parts them', (member, expected) => {
  const source = `@(context.Request.Headers.GetValueOrDefault("Authorization").AsBasic().${member})`
  expect(resultOf(source)).toBe(expected)
})

test('a response held in a variable is read like any other', () => {
  const exchange = exchangeOf({ r: new ResponseView(responseOf(201, '{"a":[1]}')) })
  const cast = '((IResponse)context.Variables["r"])'
  expect(resultOf(`@(${cast}.StatusCode + 1)`, exchange)).toBe('202')
  expect(resultOf(`@((int)${cast}.Body.As<JObject>(true)["a"][0])`, exchange)).toBe('1')
})

test('the user is the owner of the subscription, with groups', () => {
  const owner = {
    id: '7',
    email: 'ada@example.com',
    groups: [
      { id: 'developers', name: 'Developers' },
      { id: 'partners', name: 'Our partners' },
    ],
  }
  const subscription: Subscription = {
    ...{ id: 's', name: 'S', scope: { kind: 'all' }, state: 'active', mayTrace: false },
    ...{ primaryKey: 'p', secondaryKey: 'q', ownerId: '7', owner },
  }
  const exchange = { ...exchangeOf(), subscription }
  for (const [source, expected] of [
    ['context.User.Id + context.User.Email', '7ada@example.com'],
    ['string.Join(",", context.User.Groups.Select(g => g.Name))', 'Developers,Our partners'],
    ['context.User.Groups.Any(g => g.Id == "partners")', 'True'],
    ['context.User.FirstName ?? "none"', 'none'],
    ['context.Subscription.EndDate == null', 'True'],
  ] as const) {
    expect(resultOf(`@(${source})`, exchange), source).toBe(expected)
  }
  expect(resultOf('@(context.User == null)')).toBe('True')
})

test.each([
  [
    'var d = new XmlDocument(); d.LoadXml("<a><b>1</b></a>"); return d.DocumentElement.InnerText;',
    '1',
  ],
  [
    'var d = new XmlDocument(); d.LoadXml("<a><b>1</b></a>"); return d.SelectSingleNode("/a/b").OuterXml;',
    '<b>1</b>',
  ],
  [
    'var d = new XmlDocument(); d.LoadXml("<a><b/></a>"); return d.SelectSingleNode("/a/c") == null;',
    'True',
  ],
  ['var d = new XmlDocument(); d.LoadXml("<a>"); return 1;', '!XmlException'],
  ['var r = new StringReader("a\\nb"); r.ReadLine(); return r.ReadToEnd();', 'b'],
  [
    'var m = new XmlNamespaceManager(new NameTable()); m.AddNamespace("p", "urn:x"); return XElement.Parse("<a xmlns=\'urn:x\'><b>1</b></a>").XPathSelectElement("p:b", m).Value;',
    '1',
  ],
  ['return Aes.Create().Mode == CipherMode.CBC;', 'True'],
])('of other types, %s gives %s', (source, expected) => {
  expect(resultOf(`@{ ${source} }`)).toBe(expected)
})

test('a body is read as XML', () => {
  const bytes = Buffer.from('<order id="7"><line>1</line></order>')
  const exchange = exchangeOf()
  const request = { ...exchange.request, body: { kind: 'bytes', bytes } as const }
  expect(
    resultOf(
      '@{ var e = context.Request.Body.As<XElement>(true); var d = context.Request.Body.As<XDocument>(); return (int)e.Attribute("id") + d.Root.Element("line").Value; }',
      { ...exchange, request },
    ),
  ).toBe('71')
})
