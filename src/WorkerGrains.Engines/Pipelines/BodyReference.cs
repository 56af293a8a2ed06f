using System.Text.Json;
using System.Text.Json.Nodes;

namespace WorkerGrains.Engines.Pipelines;

/// <summary>The reference by which a step takes the body of the request. The body is no JSON, so the reference is a whole member, which goes beside the others and not among them.</summary>
internal static class BodyReference
{
    public const string Misplaced = "A reference to /body is by itself the one member of a step's input that its capability takes as a raw body.";

    private const string Pointer = "/" + JsonReference.Body;

    /// <summary>A step's input without the member that is the body.</summary>
    /// <param name="input">The input.</param>
    /// <param name="member">The member; <see langword="null"/> where none is.</param>
    public static JsonElement TakeOut(JsonElement input, out string? member)
    {
        member = null;
        if (input.ValueKind != JsonValueKind.Object || JsonTemplate.IsReference(input, out _) || JsonTemplate.IsLiteral(input, out _))
        {
            return input;
        }

        foreach (var one in input.EnumerateObject())
        {
            if (IsBody(one.Value))
            {
                member = one.Name;
                var others = JsonObject.Create(input)!;
                others.Remove(one.Name);
                return JsonSerializer.SerializeToElement(others);
            }
        }

        return input;
    }

    private static bool IsBody(JsonElement value) =>
        value.ValueKind == JsonValueKind.Object && JsonTemplate.IsReference(value, out var pointer) && pointer.ValueKind == JsonValueKind.String && pointer.ValueEquals(Pointer)
        && value.EnumerateObject().Count() == 1;
}
