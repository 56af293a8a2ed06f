using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Encoding;

namespace WorkerGrains.Tests.Contracts.Encoding;

/// <summary>An input with a member of every kind that contracts have.</summary>
public sealed record EveryKind
{
    public static readonly Capability<EveryKind, Greeting> Capability = new("test.every_kind", "1.0.0");

    /// <summary>All of it, as JSON.</summary>
    public const string Json = """
        {
          "name": "ab",
          "flag": true,
          "count": 2,
          "total": 9000000000,
          "share": 0.25,
          "level": 0.1,
          "price": 1.5,
          "speed": "fast",
          "fallback": "verySlow",
          "choice": "b",
          "maybe": 3,
          "words": ["abcd", "YQ=="],
          "numbers": [1, null, 3],
          "matrix": [[0.5, 1], []],
          "speeds": { "first": "fast" },
          "part": { "code": "abc", "inner": { "code": "abcd" } },
          "parts": [{ "code": "abc", "weight": 1 }, { "code": "abcd" }],
          "grid": [[{ "code": "abc" }], []],
          "byName": { "first": { "code": "abc" } },
          "place": { "x": 3 },
          "either": { "left": "abcd" },
          "bytes": "YWJj",
          "text": "wörd"
        }
        """;

    [Description("A name."), TextLength(2, 4)]
    public required string Name { get; init; }

    public required bool Flag { get; init; }

    [Range(1, 10)]
    public int Count { get; init; } = 1;

    [Range(0, long.MaxValue)]
    public long Total { get; init; }

    [Range(0, 1)]
    public double Share { get; init; }

    [Range(0.1, 0.9, MaximumIsExclusive = true)]
    public float? Level { get; init; }

    [Range(typeof(decimal), "0.5", "99.5")]
    public decimal? Price { get; init; }

    public Speed Speed { get; init; }

    public Speed? Fallback { get; init; }

    [AllowedValues("a", "b")]
    public string? Choice { get; init; }

    public int? Maybe { get; init; }

    [Length(0, 3)]
    public IReadOnlyList<string>? Words { get; init; }

    public IReadOnlyList<int?>? Numbers { get; init; }

    public IReadOnlyList<float[]>? Matrix { get; init; }

    public IReadOnlyDictionary<string, Speed>? Speeds { get; init; }

    public Part? Part { get; init; }

    public IReadOnlyList<Part>? Parts { get; init; }

    public IReadOnlyList<IReadOnlyList<Part>>? Grid { get; init; }

    [Length(0, 2)]
    public IReadOnlyDictionary<string, Part>? ByName { get; init; }

    public Place? Place { get; init; }

    public Either? Either { get; init; }

    public ReadOnlyMemory<byte>? Bytes { get; init; }

    [Body("image/*", "application/pdf"), System.Text.Json.Serialization.JsonConverter(typeof(Utf8TextConverter))]
    public ReadOnlyMemory<byte>? Text { get; init; }
}
