using System.Collections.Immutable;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Encoding;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Tests.Contracts.Encoding;

public sealed class InputCodecBodyTests
{
    private static readonly ImmutableArray<WorkParameter> s_required = [new("name", "abc"), new("flag", "true")];

    [Theory]
    [InlineData("message/rfc822")]
    [InlineData("text/plain")]
    [InlineData("text/plain; charset=iso-8859-1")]
    [InlineData("TEXT/PLAIN ;charset=utf-8")]
    [InlineData("application/octet-stream")]
    public void TryDecode_MediaTypeOfTheBody_IsTakenAsItIs(string contentType)
    {
        byte[] body = [0xFF, 0x00, (byte)'a'];

        Assert.True(EmailCapabilities.Classify.Input.TryDecode(body, contentType, default, out var input, out _));
        Assert.Equal(body, input.Message!.Value.ToArray());
    }

    [Theory]
    [InlineData("image/png", true)]
    [InlineData("IMAGE/JPEG", true)]
    [InlineData("image/svg+xml; charset=utf-8", true)]
    [InlineData("application/pdf", true)]
    [InlineData("application/octet-stream", true)]
    [InlineData("imagex/png", false)]
    [InlineData("image", false)]
    [InlineData("text/image/png", false)]
    [InlineData("application/pdfx", false)]
    [InlineData("application/*", false)]
    [InlineData("", false)]
    public void TryDecode_WildcardMediaType_TakesAllOfItsKind(string contentType, bool isTaken)
    {
        Assert.Equal(isTaken, EveryKind.Capability.Input.TryDecode("abc"u8.ToArray(), contentType, s_required, out _, out var error));
        Assert.Equal(
            isTaken ? null : new WorkError(WorkErrorCode.UnsupportedMediaType, "Send the input as application/json, or its text as image/*, application/pdf; as application/octet-stream whatever it is."),
            error);
    }

    [Fact]
    public void TryDecode_EmptyBody_IsABodyToo()
    {
        Assert.True(EmailCapabilities.Classify.Input.TryDecode(default, "text/plain", default, out var input, out _));
        Assert.Equal(0, input.Message!.Value.Length);
    }

    [Theory]
    [InlineData("name", "12")]
    [InlineData("name", "true")]
    [InlineData("name", "null")]
    [InlineData("name", "\"q\"")]
    [InlineData("count", "3")]
    [InlineData("count", "3.0")]
    [InlineData("count", " 3 ")]
    [InlineData("share", "0.5")]
    [InlineData("speed", "fast")]
    [InlineData("fallback", "verySlow")]
    [InlineData("choice", "a")]
    [InlineData("maybe", "null")]
    [InlineData("bytes", "1234")]
    [InlineData("bytes", "null")]
    [InlineData("words", """["a","b"]""")]
    [InlineData("part", """{"code":"abc"}""")]
    public void TryDecode_Parameter_IsTextForTextAndElseJson(string name, string value)
    {
        var taken = EveryKind.Capability.Input.TryDecode("abc"u8.ToArray(), MediaTypes.Binary, WithRequired(name, value), out _, out var error);

        Assert.True(taken, error?.Message);
    }

    [Theory]
    [InlineData("secretword", "1", "The input has a member that the contract does not know. It knows: name, flag, count, total, share, level, price, speed, fallback, choice, maybe, words, numbers, matrix, speeds, part, parts, grid, byName, place, either, bytes, text.")]
    [InlineData("", "1", "The input has a member that the contract does not know. It knows: name, flag, count, total, share, level, price, speed, fallback, choice, maybe, words, numbers, matrix, speeds, part, parts, grid, byName, place, either, bytes, text.")]
    [InlineData("text", "secretword", "text is given twice.")]
    [InlineData("count", "secretword", "count must be an integer, not a string.")]
    [InlineData("count", "", "count must be an integer, not a string.")]
    [InlineData("count", "0x1", "count must be an integer, not a string.")]
    [InlineData("count", "1 2", "count must be an integer, not a string.")]
    [InlineData("count", "1,\"flag\":false", "count must be an integer, not a string.")]
    [InlineData("count", "\"\\ud800\"", "count must be an integer, not a string.")]
    [InlineData("count", "11", "count must be between 1 and 10.")]
    [InlineData("count", "null", "count must not be null.")]
    [InlineData("flag", "True", "flag must be true or false, not a string.")]
    [InlineData("name", "secretword", "name must have between 2 and 4 characters.")]
    [InlineData("speed", "Fast", "speed must be one of fast, verySlow.")]
    [InlineData("bytes", "secret word", "bytes must be base64.")]
    [InlineData("words", "secretword", "words must be an array, not a string.")]
    [InlineData("words", "[1", "words must be an array, not a string.")]
    [InlineData("part", "{\"\\ud800\":1}", "part has a member that the contract does not know. It knows: code, weight, inner.")]
    [InlineData("part", "{\"code\":\"abc\",\"code\":\"abc\"}", "part.code is given twice.")]
    public void TryDecode_WrongParameter_NamesTheMember(string name, string value, string message) => Assert.Equal(message, Refuse(WithRequired(name, value)));

    [Fact]
    public void TryDecode_ParameterNestedTooDeep_SaysSo() => Assert.Equal(
        "The JSON is nested deeper than 32 levels.",
        Refuse([.. s_required, new WorkParameter("part", new string('[', 100) + new string(']', 100))]));

    [Fact]
    public void TryDecode_ParameterTwice_SaysSo() => Assert.Equal("count is given twice.", Refuse([.. s_required, new("count", "1"), new("count", "2")]));

    [Fact]
    public void TryDecode_RequiredParameterMissing_NamesIt() => Assert.Equal("flag is missing.", Refuse([new("name", "abc")]));

    [Fact]
    public void TryDecode_LoneSurrogateInAParameter_IsRefused()
    {
        Assert.Equal("A parameter is not valid Unicode text.", Refuse([.. s_required, new("choice", "a\ud800")]));
        Assert.Equal("A parameter is not valid Unicode text.", Refuse([.. s_required, new("\udc00", "a")]));
    }

    [Fact]
    public void TryDecode_BodyBesideItsOtherForm_IsRefused()
    {
        Assert.False(EmailCapabilities.Classify.Input.TryDecode("abc"u8.ToArray(), "text/plain", [new("subject", "a")], out _, out var error));
        Assert.Equal("Give either message, or subject and body, or mails, and nothing of the other.", error.Message);
    }

    [Fact]
    public void Encode_BodyMember_TravelsAsItIsWithTheOthersBeside()
    {
        byte[] bytes = [0xFF, 0, 1];

        var encoded = EmailCapabilities.Classify.Input.Encode(new ClassifyEmail { Message = bytes });

        Assert.Equal((MediaTypes.Binary, 0), (encoded.ContentType, encoded.Parameters.Length));
        Assert.Equal(bytes, encoded.Payload.ToArray());
    }

    [Theory]
    [InlineData(EveryKind.Json)]
    [InlineData("""{"name":"null","flag":false,"choice":null,"text":""}""")]
    [InlineData("""{"name":"12","flag":false,"text":"\u0000","bytes":"1234","words":["true",""]}""")]
    [InlineData("""{"name":"\"a\"","flag":false}""")]
    public void Encode_WhatWasDecoded_ReadsBackTheSame(string json)
    {
        var codec = EveryKind.Capability.Input;
        Assert.True(codec.TryDecode(System.Text.Encoding.UTF8.GetBytes(json), MediaTypes.Json, default, out var input, out var error), error?.Message);

        var encoded = codec.Encode(input);
        Assert.True(codec.TryDecode(encoded.Payload, encoded.ContentType, encoded.Parameters, out var back, out error), error?.Message);

        Assert.Equal(input.Text is null ? MediaTypes.Json : MediaTypes.Binary, encoded.ContentType);
        Assert.Equal(Text(input), Text(back));
    }

    private static ImmutableArray<WorkParameter> WithRequired(string name, string value) =>
        [.. s_required.Where(parameter => parameter.Name != name), new WorkParameter(name, value)];

    private static string Text(EveryKind input) => System.Text.Json.JsonSerializer.Serialize(input, ContractJson.Options);

    private static string Refuse(ImmutableArray<WorkParameter> parameters)
    {
        Assert.False(EveryKind.Capability.Input.TryDecode("abc"u8.ToArray(), MediaTypes.Binary, parameters, out var input, out var error));
        Assert.Null(input);
        Assert.Equal(WorkErrorCode.InvalidInput, error.Code);
        Assert.DoesNotContain("secret", error.Message, StringComparison.OrdinalIgnoreCase);
        ErrorAssert.IsForCallers(error);
        return error.Message;
    }
}
