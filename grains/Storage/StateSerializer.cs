using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Orleans.Storage;

namespace WorkerGrains.Grains.Storage;

/// <summary>How stored records are written and read in every store: as JSON, so that a record may gain members without a migration.</summary>
/// <remarks>
/// Members that a record lacks keep their defaults and members that are not known are passed over; a record that is to keep those it does not know,
/// because an older silo may write what a newer one wrote, has a <see cref="JsonExtensionDataAttribute"/>.
/// </remarks>
internal sealed class StateSerializer : IGrainStorageSerializer
{
    private static readonly JsonSerializerOptions s_options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public BinaryData Serialize<T>(T? input) => new(JsonSerializer.SerializeToUtf8Bytes(input, s_options));

    /// <exception cref="StateException">What is stored is no such record.</exception>
    public T Deserialize<T>(BinaryData input)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(input, s_options) ?? throw new JsonException();
        }
        catch (JsonException exception)
        {
            throw new StateException(StateFailure.Damaged, "A stored record is none that this version of the program can read.", exception);
        }
    }
}
