using System.Text.Json;
using System.Text.Json.Nodes;
using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Encoding;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Tests.Contracts.Encoding;

/// <summary>Valid inputs, changed at random from a fixed seed: nothing is thrown, and no error repeats what was sent.</summary>
public sealed class InputFuzzTests
{
    private const int Rounds = 5000;

    private static readonly string[] s_fragments =
    [
        "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "\\ud800", "null", "true", "1e999", "-", "0", "\0", "\uFEFF", "\u00FF", "\"name\":", "\"message\":", "[[[[[[[[[[[[[[[[[", "//",
    ];

    private static readonly string[] s_values =
    [
        "null", "true", "0", "-1", "2", "2.0", "0.5", "1e10", "1e19", "\"\"", "\"abcd\"", "\"YQ==\"", "\"fast\"", "[]", "[null]", "[\"abcd\"]", "{}", "{\"code\":\"abcd\"}",
    ];

    [Fact]
    public void TryDecode_BytesChangedAtRandom_NeverThrowsAndNeverRepeats()
    {
        FuzzBytes(EveryKind.Capability, EveryKind.Json.Replace("wörd", "kanarienvogel", StringComparison.Ordinal));
        FuzzBytes(ExampleCapabilities.Greet, """{"message":"kanarienvogel kanarienvogel","uppercase":true,"reverse":false,"exclamations":3}""");
        FuzzBytes(EmailCapabilities.Classify, """{"subject":"kanarienvogel","body":"Gr\u00fc\u00dfe an den kanarienvogel \ud83d\udc4b"}""");
    }

    [Fact]
    public void TryDecode_ValuesSwappedAtRandom_AgreesWithTheSchemaAndReadsBack()
    {
        var random = new Random(7);
        for (var round = 0; round < Rounds; round++)
        {
            var input = JsonNode.Parse(EveryKind.Json)!;
            for (var change = random.Next(1, 4); change > 0; change--)
            {
                ChangeOne(input.AsObject(), random);
            }

            var json = input.ToJsonString();
            SchemaCheck.AssertAgrees(EveryKind.Capability, json);
            AssertReadsBack(EveryKind.Capability, System.Text.Encoding.UTF8.GetBytes(json));
        }
    }

    [Fact]
    public void TryDecode_ParametersAtRandom_NeverThrowsAndNeverRepeats()
    {
        var random = new Random(11);
        string[] names = [.. JsonNode.Parse(EveryKind.Json)!.AsObject().Select(static member => member.Key), "kanarienvogel", "", "\ud800"];
        for (var round = 0; round < Rounds; round++)
        {
            WorkParameter[] parameters =
            [
                new("name", "abc"), new("flag", "true"),
                .. Enumerable.Range(0, random.Next(4)).Select(_ => new WorkParameter(names[random.Next(names.Length)], random.Next(3) switch
                {
                    0 => s_values[random.Next(s_values.Length)],
                    1 => s_fragments[random.Next(s_fragments.Length)] + "kanarienvogel",
                    _ => "kanarienvogel\udc00",
                })),
            ];
            if (!EveryKind.Capability.Input.TryDecode("abc"u8.ToArray(), MediaTypes.Binary, [.. parameters], out _, out var error))
            {
                AssertTellsNothing(error);
            }
        }
    }

    private static void FuzzBytes<TInput, TOutput>(Capability<TInput, TOutput> capability, string json)
        where TInput : class
        where TOutput : class
    {
        var random = new Random(5);
        var valid = System.Text.Encoding.UTF8.GetBytes(json);
        AssertReadsBack(capability, valid);
        for (var round = 0; round < Rounds; round++)
        {
            List<byte> bytes = [.. valid];
            for (var change = random.Next(1, 5); change > 0; change--)
            {
                ChangeOne(bytes, random);
            }

            AssertReadsBack(capability, [.. bytes]);
        }
    }

    private static void ChangeOne(List<byte> bytes, Random random)
    {
        var at = random.Next(bytes.Count + 1);
        var length = Math.Min(random.Next(1, 12), bytes.Count - at);
        switch (random.Next(6))
        {
            case 0 when at < bytes.Count:
                bytes[at] = (byte)random.Next(256);
                break;
            case 1:
                bytes.RemoveRange(at, length);
                break;
            case 2:
                bytes.InsertRange(random.Next(bytes.Count + 1), bytes.GetRange(at, length));
                break;
            case 3:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            default:
                bytes.InsertRange(at, System.Text.Encoding.Latin1.GetBytes(s_fragments[random.Next(s_fragments.Length)]));
                break;
        }
    }

    private static void ChangeOne(JsonObject input, Random random)
    {
        // Walks down to a random place and puts a random value there.
        JsonNode at = input;
        while (true)
        {
            var isLast = random.Next(3) == 0;
            switch (at)
            {
                case JsonObject { Count: > 0 } inside:
                    var name = inside.ElementAt(random.Next(inside.Count)).Key;
                    if (!isLast && inside[name] is JsonObject or JsonArray)
                    {
                        at = inside[name]!;
                        continue;
                    }

                    if (random.Next(5) == 0)
                    {
                        inside.Remove(name);
                    }
                    else
                    {
                        inside[random.Next(20) == 0 ? "noSuch" : name] = RandomValue(random);
                    }

                    return;
                case JsonArray { Count: > 0 } list:
                    var index = random.Next(list.Count);
                    if (!isLast && list[index] is JsonObject or JsonArray)
                    {
                        at = list[index]!;
                        continue;
                    }

                    list[index] = RandomValue(random);
                    return;
                default:
                    return;
            }
        }
    }

    private static JsonNode? RandomValue(Random random) => JsonNode.Parse(s_values[random.Next(s_values.Length)]);

    private static void AssertReadsBack<TInput, TOutput>(Capability<TInput, TOutput> capability, byte[] json)
        where TInput : class
        where TOutput : class
    {
        if (!capability.Input.TryDecode(json, MediaTypes.Json, default, out var input, out var error))
        {
            AssertTellsNothing(error);
            return;
        }

        var encoded = capability.Input.Encode(input);
        Assert.True(capability.Input.TryDecode(encoded.Payload, encoded.ContentType, encoded.Parameters, out var back, out error), error?.Message);
        Assert.Equal(JsonSerializer.SerializeToUtf8Bytes(input, ContractJson.Options), JsonSerializer.SerializeToUtf8Bytes(back, ContractJson.Options));
    }

    private static void AssertTellsNothing(WorkError error)
    {
        Assert.Equal(WorkErrorCode.InvalidInput, error.Code);
        Assert.DoesNotContain("kanarien", error.Message, StringComparison.OrdinalIgnoreCase);
        ErrorAssert.IsForCallers(error);
    }
}
