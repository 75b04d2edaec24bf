// The frame that make.ts puts expressions into: the usings that policy expressions have, the part
// of `context` that is .NET's own (a dictionary of objects), and a line of JSON for each result.
using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using System.Xml.XPath;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

public class Context
{
    public readonly Dictionary<string, object> Variables = new Dictionary<string, object>
    {
        // Made anew: a literal would be the same object as an equal literal of an expression.
        { "x", new string(new[] { 'y' }) },
        { "n", 5 },
        { "b", true },
        { "null", null },
        { "j", JObject.Parse("{\"a\":1}") },
        { "l", 5L },
        { "a", new[] { "p", "q" } },
    };
}

public static class Program
{
    static readonly Context context = new Context();

    /*EXPRESSIONS*/

    public static void Main()
    {
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
        System.Threading.Thread.CurrentThread.CurrentCulture = CultureInfo.InvariantCulture;
        var all = new Func<object>[] { /*NAMES*/ };
        foreach (var one in all) Console.Out.Write(Line(one) + "\n");
    }

    static string Line(Func<object> run)
    {
        try
        {
            var value = run();
            if (value == null) return "{\"type\":\"null\",\"text\":\"\"}";
            var text = new JValue(value.ToString()).ToString(Newtonsoft.Json.Formatting.None);
            var type = new JValue(value.GetType().ToString()).ToString(Newtonsoft.Json.Formatting.None);
            return "{\"type\":" + type + ",\"text\":" + text + "}";
        }
        catch (Exception e)
        {
            return "{\"throws\":\"" + e.GetType().Name + "\"}";
        }
    }
}
