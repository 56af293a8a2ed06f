using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Work;
using Utf8 = System.Text.Encoding;

namespace WorkerGrains.Tests.Contracts.Encoding;

public sealed class InputCodecTests
{
    private const string UnknownToGreet = "The input has a member that the contract does not know. It knows: message, uppercase, reverse, exclamations.";
    private const string Integer = "an integer from -2147483648 to 2147483647";

    [Fact]
    public void TryDecode_GoodInput_IsTheRecord() => Assert.Equal(
        new Greet { Message = "Grüße 👋", Uppercase = true, Exclamations = 3 },
        Decode(ExampleCapabilities.Greet, """{"message":"Gr\u00fc\u00dfe 👋","uppercase":true,"exclamations":3}"""));

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("application/json;charset=UTF-8")]
    [InlineData("Application/JSON")]
    [InlineData(" application/json ")]
    public void TryDecode_JsonMediaType_IsRead(string contentType) =>
        Assert.True(ExampleCapabilities.Greet.Input.TryDecode("""{"message":"a"}"""u8.ToArray(), contentType, default, out _, out _));

    [Theory]
    [InlineData("""{"message":"a","exclamations":2.0}""")]
    [InlineData("""{"message":"a","exclamations":2e0}""")]
    [InlineData("""{"message":"a","exclamations":20E-1}""")]
    public void TryDecode_WholeNumberInAnotherSpelling_IsTheSameNumber(string json) =>
        Assert.Equal(2, Decode(ExampleCapabilities.Greet, json).Exclamations);

    // Broken off, or no JSON at all.
    [Theory]
    [InlineData("", "The body is empty; send the input as a JSON object.")]
    [InlineData(" ", "The body is not valid JSON: see line 1, byte 2.")]
    [InlineData("{", "The body is not valid JSON: see line 1, byte 2.")]
    [InlineData("{\"message\":\"secretword", "The body is not valid JSON: see line 1, byte 23.")]
    [InlineData("{\"message\":\"secretword\"", "The body is not valid JSON: see line 1, byte 24.")]
    [InlineData("{\"message\":\"secretword\",}", "The body is not valid JSON: see line 1, byte 25.")]
    [InlineData("{\"message\":\"secretword\"} x", "The body is not valid JSON: see line 1, byte 26.")]
    [InlineData("{\"message\":\"secretword\"}{}", "The body is not valid JSON: see line 1, byte 25.")]
    [InlineData("{'message':'secretword'}", "The body is not valid JSON: see line 1, byte 2.")]
    [InlineData("{\n  // secretword\n}", "The body is not valid JSON: see line 2, byte 3.")]
    [InlineData("secretword", "The body is not valid JSON: see line 1, byte 1.")]
    [InlineData("{\"message\":\"a\",\"exclamations\":01}", "The body is not valid JSON: see line 1, byte 32.")]
    [InlineData("{\"message\":\"a\",\"exclamations\":NaN}", "The body is not valid JSON: see line 1, byte 31.")]
    [InlineData("{\"message\":\"a\",\"exclamations\":+1}", "The body is not valid JSON: see line 1, byte 31.")]
    [InlineData("{\"message\":\"\\x\"}", "The body is not valid JSON: see line 1, byte 14.")]
    [InlineData("\uFEFF{\"message\":\"a\"}", "The body starts with a byte order mark; send UTF-8 without one.")]
    public void TryDecode_NoJson_SaysWhere(string json, string message) => Assert.Equal(message, Refuse(ExampleCapabilities.Greet, json));

    [Theory]
    [InlineData("null", "The input is a JSON object, not null.")]
    [InlineData("[]", "The input must be an object, not an array.")]
    [InlineData("17", "The input must be an object, not a number.")]
    [InlineData("\"secretword\"", "The input must be an object, not a string.")]
    [InlineData("true", "The input must be an object, not a boolean.")]
    [InlineData("{}", "message is missing.")]
    [InlineData("""{"Message":"a"}""", UnknownToGreet)]
    [InlineData("""{"message":null}""", "message must not be null.")]
    [InlineData("""{"message":17}""", "message must be a string, not a number.")]
    [InlineData("""{"message":true}""", "message must be a string, not a boolean.")]
    [InlineData("""{"message":["secretword"]}""", "message must be a string, not an array.")]
    [InlineData("""{"message":{"secretword":1}}""", "message must be a string, not an object.")]
    [InlineData("""{"message":""}""", "message must have between 1 and 10000 characters.")]
    [InlineData("""{"message":"a","uppercase":null}""", "uppercase must not be null.")]
    [InlineData("""{"message":"a","uppercase":"true"}""", "uppercase must be true or false, not a string.")]
    [InlineData("""{"message":"a","uppercase":1}""", "uppercase must be true or false, not a number.")]
    [InlineData("""{"message":"a","exclamations":null}""", "exclamations must not be null.")]
    [InlineData("""{"message":"a","exclamations":"3"}""", "exclamations must be an integer, not a string.")]
    [InlineData("""{"message":"a","exclamations":1.5}""", $"exclamations must be {Integer}.")]
    [InlineData("""{"message":"a","exclamations":2147483648}""", $"exclamations must be {Integer}.")]
    [InlineData("""{"message":"a","exclamations":1e400}""", $"exclamations must be {Integer}.")]
    [InlineData("""{"message":"a","exclamations":99999999999999999999999999999999999999999999}""", $"exclamations must be {Integer}.")]
    [InlineData("""{"message":"a","exclamations":11}""", "exclamations must be between 0 and 10.")]
    [InlineData("""{"message":"a","exclamations":-1}""", "exclamations must be between 0 and 10.")]
    [InlineData("""{"message":"a","secretword":1}""", UnknownToGreet)]
    [InlineData("""{"message":"a","message":"secretword"}""", "message is given twice.")]
    [InlineData("""{"message":"a","\u006dessage":"secretword"}""", "message is given twice.")]
    public void TryDecode_NotThisInput_NamesTheMember(string json, string message) => Assert.Equal(message, Refuse(ExampleCapabilities.Greet, json));

    [Theory]
    [InlineData("""{"message":"\ud800"}""", "message must be valid Unicode text.")]
    [InlineData("""{"message":"\udc00\ud800"}""", "message must be valid Unicode text.")]
    [InlineData("""{"message":"a","exclamations":"\ud800"}""", "exclamations must be an integer, not a string.")]
    [InlineData("""{"message":"a","\ud800":1}""", UnknownToGreet)]
    public void TryDecode_LoneSurrogates_AreRefused(string json, string message) => Assert.Equal(message, Refuse(ExampleCapabilities.Greet, json));

    [Theory]
    [InlineData("{\"message\":\"a\u00ffb\"}", "message must be valid Unicode text.")]
    [InlineData("{\"message\":\"\u00c3\u0028\"}", "message must be valid Unicode text.")]
    [InlineData("{\"message\":\"\u00ed\u00a0\u0080\"}", "message must be valid Unicode text.")]
    [InlineData("{\"message\":\"a\",\"\u00ff\":1}", UnknownToGreet)]
    [InlineData("{\"message\":\"a\"}\u00ff", "The body is not valid JSON: see line 1, byte 16.")]
    public void TryDecode_BytesThatAreNoUtf8_AreRefused(string bytes, string message) =>
        Assert.Equal(message, Refuse(ExampleCapabilities.Greet, Utf8.Latin1.GetBytes(bytes)));

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{\"a\":", "}")]
    [InlineData("[{\"a\":", "}]")]
    public void TryDecode_NestedTooDeep_SaysSo(string open, string close)
    {
        var nested = string.Concat(Enumerable.Repeat(open, 100)) + "1" + string.Concat(Enumerable.Repeat(close, 100));

        Assert.Equal("The JSON is nested deeper than 32 levels.", Refuse(ExampleCapabilities.Greet, nested));
        Assert.Equal("The JSON is nested deeper than 32 levels.", Refuse(ExampleCapabilities.Greet, $$"""{"message":{{nested}}}"""));
    }

    [Theory]
    [InlineData(9999, true)]
    [InlineData(10_000, true)]
    [InlineData(10_001, false)]
    public void TryDecode_LongText_IsCountedInCodePoints(int length, bool isTaken)
    {
        var json = $$"""{"message":"{{string.Concat(Enumerable.Repeat("👋", length))}}"}""";

        Assert.Equal(isTaken, ExampleCapabilities.Greet.Input.TryDecode(Utf8.UTF8.GetBytes(json), MediaTypes.Json, default, out _, out _));
    }

    [Theory]
    [InlineData("""{"name":"a"}""", "name must have between 2 and 4 characters.")]
    [InlineData("""{"total":-1}""", "total must be between 0 and 9223372036854775807.")]
    [InlineData("""{"total":9223372036854775808}""", "total must be an integer from -9223372036854775808 to 9223372036854775807.")]
    [InlineData("""{"share":1.04}""", "share must be between 0 and 1.")]
    [InlineData("""{"share":-1e400}""", "share must be a number from -1.7976931348623157E+308 to 1.7976931348623157E+308.")]
    [InlineData("""{"share":"0.5"}""", "share must be a number, not a string.")]
    [InlineData("""{"level":0.9}""", "level must be at least 0.1 and below 0.9.")]
    [InlineData("""{"level":1e39}""", "level must be a number from -3.4028235E+38 to 3.4028235E+38.")]
    [InlineData("""{"price":0.49}""", "price must be between 0.5 and 99.5.")]
    [InlineData("""{"price":1e29}""", "price does not match its schema.")]
    [InlineData("""{"speed":"FAST"}""", "speed must be one of fast, verySlow.")]
    [InlineData("""{"speed":" fast"}""", "speed must be one of fast, verySlow.")]
    [InlineData("""{"speed":"fast,verySlow"}""", "speed must be one of fast, verySlow.")]
    [InlineData("""{"speed":0}""", "speed must be one of fast, verySlow.")]
    [InlineData("""{"speed":"0"}""", "speed must be one of fast, verySlow.")]
    [InlineData("""{"speed":"\ud800"}""", "speed must be one of fast, verySlow.")]
    [InlineData("""{"speed":null}""", "speed must not be null.")]
    [InlineData("""{"fallback":"secretword"}""", "fallback must be one of fast, verySlow.")]
    [InlineData("""{"choice":"secretword"}""", "choice must be one of a, b.")]
    [InlineData("""{"words":"secretword"}""", "words must be an array, not a string.")]
    [InlineData("""{"words":["a",17]}""", "words[1] must be a string, not a number.")]
    [InlineData("""{"words":["a",null]}""", "words[1] must not be null.")]
    [InlineData("""{"words":["a","b","c","d"]}""", "words must have between 0 and 3 entries.")]
    [InlineData("""{"numbers":[1,"2"]}""", "numbers[1] must be an integer, not a string.")]
    [InlineData("""{"matrix":[[1],[1,null]]}""", "matrix[1][1] must not be null.")]
    [InlineData("""{"matrix":[[1],null]}""", "matrix[1] must not be null.")]
    [InlineData("""{"speeds":{"secretword":"secretword"}}""", "speeds[] must be one of fast, verySlow.")]
    [InlineData("""{"part":[]}""", "part must be an object, not an array.")]
    [InlineData("""{"part":{}}""", "part.code is missing.")]
    [InlineData("""{"part":{"code":"abc","secretword":1}}""", "part has a member that the contract does not know. It knows: code, weight, inner.")]
    [InlineData("""{"part":{"code":"abc","code":"abc"}}""", "part.code is given twice.")]
    [InlineData("""{"part":{"code":"abc","inner":{"code":null}}}""", "part.inner.code must not be null.")]
    [InlineData("""{"part":{"code":"abc","inner":{"code":"abc","weight":4}}}""", "part.inner.weight must be between 0 and 3.")]
    [InlineData("""{"parts":[{"code":"abc"},{"code":"x"}]}""", "parts[1].code must have between 3 and 5 characters.")]
    [InlineData("""{"parts":[{"code":"abc"},{"code":17}]}""", "parts[1].code must be a string, not a number.")]
    [InlineData("""{"parts":[null]}""", "parts[0] must not be null.")]
    [InlineData("""{"grid":[[],[{"code":"x"}]]}""", "grid[1][0].code must have between 3 and 5 characters.")]
    [InlineData("""{"grid":[null]}""", "grid[0] must not be null.")]
    [InlineData("""{"byName":{"secretword":{"code":"x"}}}""", "byName[].code must have between 3 and 5 characters.")]
    [InlineData("""{"byName":{"secretword":null}}""", "byName[] must not be null.")]
    [InlineData("""{"byName":{"secretword":{"code":17}}}""", "byName[].code must be a string, not a number.")]
    [InlineData("""{"byName":{"secretword":{"code":"abc"},"secretword":{"code":"abc"}}}""", "byName has the same name twice.")]
    [InlineData("""{"byName":{"\ud800":{"code":"abc"}}}""", "A name in byName is not valid Unicode.")]
    [InlineData("""{"place":{"x":4}}""", "place.x must be between 0 and 3.")]
    [InlineData("""{"either":{}}""", "either: Give either left, or right and weight, and nothing of the other.")]
    [InlineData("""{"bytes":"secret word!"}""", "bytes must be base64.")]
    [InlineData("""{"bytes":"YWJ"}""", "bytes must be base64.")]
    [InlineData("""{"bytes":[1,2]}""", "bytes must be a string, not an array.")]
    [InlineData("""{"text":17}""", "text must be a string, not a number.")]
    [InlineData("""{"text":"\ud800"}""", "text must be valid Unicode text.")]
    public void TryDecode_MemberOfEveryKind_NamesTheMember(string json, string message)
    {
        var whole = json.Contains("\"name\"", StringComparison.Ordinal) ? $$"""{"flag":true,{{json[1..]}}""" : $$"""{"name":"abc","flag":true,{{json[1..]}}""";

        Assert.Equal(message, Refuse(EveryKind.Capability, whole));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"message":null}""")]
    [InlineData("""{"subject":"a"}""")]
    [InlineData("""{"subject":"a","body":null}""")]
    [InlineData("""{"message":"a","subject":"b","body":"c"}""")]
    [InlineData("""{"message":"a","body":"c"}""")]
    public void TryDecode_NoFormOrTwo_SaysWhichThereAre(string json) =>
        Assert.Equal("Give either message, or subject and body, or mails, and nothing of the other.", Refuse(EmailCapabilities.Classify, json));

    [Fact]
    public void TryDecode_TextThatIsKeptAsBytes_IsUnescaped() =>
        Assert.Equal("Grüße\r\n"u8.ToArray(), Decode(EmailCapabilities.Classify, """{"message":"Gr\u00fc\u00dfe\r\n"}""").Message!.Value.ToArray());

    [Fact]
    public void TryDecode_JsonAndParameters_AreNotMixed()
    {
        Assert.False(ExampleCapabilities.Greet.Input.TryDecode("""{"message":"a"}"""u8.ToArray(), MediaTypes.Json, [new WorkParameter("uppercase", "true")], out _, out var error));

        Assert.Equal(new WorkError(WorkErrorCode.InvalidInput, "With a JSON body every member goes into the body; of the query only 'version' is read."), error);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/octet-stream")]
    [InlineData("application/jsonp")]
    [InlineData("application/problem+json")]
    [InlineData("*/*")]
    [InlineData("")]
    [InlineData(";")]
    public void TryDecode_InputWithoutABody_TakesOnlyJson(string contentType)
    {
        Assert.False(ExampleCapabilities.Greet.Input.TryDecode("""{"message":"a"}"""u8.ToArray(), contentType, default, out var input, out var error));

        Assert.Null(input);
        Assert.Equal(new WorkError(WorkErrorCode.UnsupportedMediaType, "Send the input as application/json."), error);
    }

    [Fact]
    public void Encode_JsonInput_ReadsBackTheSame()
    {
        var input = new Greet { Message = "\"Grüße\" <&> \\ 👋\u0000\u2028", Uppercase = true, Exclamations = 10 };

        var encoded = ExampleCapabilities.Greet.Input.Encode(input);

        Assert.Equal(MediaTypes.Json, encoded.ContentType);
        Assert.Empty(encoded.Parameters);
        Assert.True(ExampleCapabilities.Greet.Input.TryDecode(encoded.Payload, encoded.ContentType, encoded.Parameters, out var back, out _));
        Assert.Equal(input, back);
    }

    [Fact]
    public void Encode_NullMembers_AreLeftOut() =>
        Assert.Equal("""{"subject":"a","body":"b"}""", Utf8.UTF8.GetString(EmailCapabilities.Classify.Input.Encode(new ClassifyEmail { Subject = "a", Body = "b" }).Payload.Span));

    private static TInput Decode<TInput, TOutput>(Capability<TInput, TOutput> capability, string json)
        where TInput : class
        where TOutput : class
    {
        Assert.True(capability.Input.TryDecode(Utf8.UTF8.GetBytes(json), MediaTypes.Json, default, out var input, out var error), error?.Message);
        return input;
    }

    private static string Refuse<TInput, TOutput>(Capability<TInput, TOutput> capability, string json)
        where TInput : class
        where TOutput : class => Refuse(capability, Utf8.UTF8.GetBytes(json));

    private static string Refuse<TInput, TOutput>(Capability<TInput, TOutput> capability, byte[] json)
        where TInput : class
        where TOutput : class
    {
        Assert.False(capability.Input.TryDecode(json, MediaTypes.Json, default, out var input, out var error));
        Assert.Null(input);
        Assert.Equal(WorkErrorCode.InvalidInput, error.Code);
        Assert.DoesNotContain("secret", error.Message, StringComparison.OrdinalIgnoreCase);
        ErrorAssert.IsForCallers(error);
        return error.Message;
    }
}
