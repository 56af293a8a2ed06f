using System.Text.Json.Nodes;
using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Capabilities;

namespace WorkerGrains.Tests.Contracts.Encoding;

/// <summary>The schema is true: an independent validator and the codec say the same of every input.</summary>
/// <remarks>
/// Left out is what no schema can say: members given twice, text that is not base64 or not valid Unicode, deep nesting and digits beyond
/// what a type holds. The validator counts a text's length in graphemes and not in code points, so lengths are tried without combining marks.
/// </remarks>
public sealed class SchemaTruthTests
{
    private static readonly string[] s_values =
    [
        "null", "true", "false", "0", "-0", "1", "2", "3", "3.0", "3e0", "4", "10", "11", "-1", "0.1", "0.25", "0.5", "0.9", "1.04", "10.4", "100", "1e2",
        "2147483647", "2147483648", "-2147483648", "-2147483649", "9007199254740993", "9223372036854775807", "9223372036854775808", "1e19",
        "\"\"", "\"a\"", "\"b\"", "\"abc\"", "\"abcd\"", "\"ABCDEF==\"", "\"fast\"", "\"FAST\"", "\"verySlow\"", "\"null\"", "\"1\"", "\"👋👋👋👋\"", "\"\\u0061bcd\"",
        "[]", "[[]]", "[null]", "[1]", "[\"abcd\"]", "[{}]", "[{\"code\":\"abcd\"}]", "[[{\"code\":\"abcd\"}]]", "[[1.5]]", "[[null]]", "{\"a\":\"fast\"}", "{\"a\":\"FAST\"}", "[\"a\",\"b\",\"c\",\"d\"]",
        "{}", "{\"a\":null}", "{\"code\":\"abcd\"}", "{\"code\":\"a\"}", "{\"x\":3}", "{\"x\":4}", "{\"code\":\"abcd\",\"weight\":4}", "{\"left\":\"abcd\"}", "{\"left\":null,\"right\":\"abcd\",\"weight\":2}",
        "{\"a\":{\"code\":\"abcd\"},\"b\":{\"code\":\"abcd\"},\"c\":{\"code\":\"abcd\"}}",
    ];

    public static TheoryData<string> Members => [.. JsonNode.Parse(EveryKind.Json)!.AsObject().Select(static member => member.Key), "noSuch"];

    [Theory]
    [MemberData(nameof(Members))]
    public void TryDecode_AnyValueOfAMember_AgreesWithTheSchema(string member)
    {
        foreach (var value in s_values.Where(value => member != "bytes" || !IsText(value) || IsBase64(value)))
        {
            var input = JsonNode.Parse("""{"name":"abc","flag":true}""")!.AsObject();
            input[member] = JsonNode.Parse(value);
            SchemaCheck.AssertAgrees(EveryKind.Capability, input.ToJsonString());
        }
    }

    [Theory]
    [MemberData(nameof(Members))]
    public void TryDecode_AMemberLess_AgreesWithTheSchema(string member)
    {
        var input = JsonNode.Parse(EveryKind.Json)!.AsObject();
        input.Remove(member);

        SchemaCheck.AssertAgrees(EveryKind.Capability, input.ToJsonString());
    }

    [Theory]
    [InlineData("message")]
    [InlineData("uppercase")]
    [InlineData("reverse")]
    [InlineData("exclamations")]
    [InlineData("Message")]
    public void TryDecode_Greet_AgreesWithTheSchema(string member)
    {
        foreach (var value in s_values)
        {
            SchemaCheck.AssertAgrees(ExampleCapabilities.Greet, $$"""{"{{member}}":{{value}}}""");
            if (member != "message")
            {
                SchemaCheck.AssertAgrees(ExampleCapabilities.Greet, $$"""{"message":"a","{{member}}":{{value}}}""");
            }
        }
    }

    [Fact]
    public void TryDecode_ClassifyEmail_AgreesWithTheSchema()
    {
        string[] values = ["", "null", "\"abcd\"", "\"\"", "17", "[]"];
        foreach (var (message, subject, body) in from message in values from subject in values from body in values select (message, subject, body))
        {
            string[] members = [Member("message", message), Member("subject", subject), Member("body", body)];
            SchemaCheck.AssertAgrees(EmailCapabilities.Classify, $"{{{string.Join(',', members.Where(static member => member.Length > 0))}}}");
        }

        static string Member(string name, string value) => value.Length == 0 ? "" : $"\"{name}\":{value}";
    }

    [Fact]
    public void TryDecode_AnyRoot_AgreesWithTheSchema()
    {
        foreach (var value in s_values)
        {
            SchemaCheck.AssertAgrees(EveryKind.Capability, value);
            SchemaCheck.AssertAgrees(EmailCapabilities.Classify, value);
        }
    }

    [Fact]
    public void TryDecode_ItsOwnEncoding_IsAllowedByTheSchema()
    {
        SchemaCheckEncoded(ExampleCapabilities.Greet, new Greet { Message = "👋 \"q\"", Exclamations = 10 });
        SchemaCheckEncoded(EmailCapabilities.Classify, new ClassifyEmail { Subject = "a", Body = "b" });

        static void SchemaCheckEncoded<TInput, TOutput>(Capability<TInput, TOutput> capability, TInput input)
            where TInput : class
            where TOutput : class =>
            Assert.True(SchemaCheck.Allows(capability, System.Text.Encoding.UTF8.GetString(capability.Input.Encode(input).Payload.Span)));
    }

    private static bool IsText(string json) => json[0] == '"';

    private static bool IsBase64(string json) => System.Buffers.Text.Base64.IsValid(JsonNode.Parse(json)!.GetValue<string>());
}
