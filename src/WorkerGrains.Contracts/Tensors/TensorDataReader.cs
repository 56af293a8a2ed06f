using System.Runtime.InteropServices;
using System.Text.Json;

namespace WorkerGrains.Contracts.Tensors;

/// <summary>Gathers the elements of one tensor from JSON, in the narrowest of the wide types that holds them all.</summary>
/// <remarks>Starts with integers; the first number with a fraction, or beyond their range, turns what is there into the wider type.</remarks>
internal sealed class TensorDataReader
{
    private readonly List<long> _integers = [];
    private readonly List<ulong> _unsigned = [];
    private readonly List<double> _numbers = [];
    private readonly List<byte> _flags = [];
    private readonly List<string> _texts = [];
    private readonly List<int> _nesting = [];
    private TensorType? _type;

    /// <summary>Reads the array that the reader stands at.</summary>
    /// <exception cref="JsonException">There is no array, or its elements are of different kinds.</exception>
    public void Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException();
        }

        ReadArray(ref reader, depth: 0);
    }

    public TensorData ToData()
    {
        IReadOnlyList<int>? nesting = _nesting.Count > 1 ? _nesting : null;
        return _type switch
        {
            TensorType.Fp64 => new(TensorType.Fp64, Bytes(_numbers), default, nesting),
            TensorType.Uint64 => new(TensorType.Uint64, Bytes(_unsigned), default, nesting),
            TensorType.Bool => new(TensorType.Bool, Bytes(_flags), default, nesting),
            TensorType.String => new(TensorType.String, default, _texts.ToArray(), nesting),
            _ => new(TensorType.Int64, Bytes(_integers), default, nesting),
        };
    }

    private static byte[] Bytes<T>(List<T> elements)
        where T : unmanaged => MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(elements)).ToArray();

    private void ReadArray(ref Utf8JsonReader reader, int depth)
    {
        var count = 0;
        var isNested = false;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var isArray = reader.TokenType == JsonTokenType.StartArray;
            if (count > 0 && isArray != isNested)
            {
                throw new JsonException();
            }

            isNested = isArray;
            count++;
            if (isArray)
            {
                ReadArray(ref reader, depth + 1);
            }
            else
            {
                Add(ref reader);
            }
        }

        while (_nesting.Count <= depth)
        {
            _nesting.Add(int.MinValue);
        }

        _nesting[depth] = _nesting[depth] == int.MinValue || _nesting[depth] == count ? count : -1;
    }

    private void Add(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Number:
                AddNumber(ref reader);
                break;
            case JsonTokenType.True or JsonTokenType.False:
                Become(TensorType.Bool);
                _flags.Add(reader.TokenType == JsonTokenType.True ? (byte)1 : (byte)0);
                break;
            case JsonTokenType.String:
                AddText(TextOf(ref reader));
                break;
            default:
                throw new JsonException();
        }
    }

    private void AddNumber(ref Utf8JsonReader reader)
    {
        if (_type == TensorType.String && _texts.TrueForAll(static text => TensorDataConverter.NumberOf(text) is not null))
        {
            _numbers.AddRange(_texts.ConvertAll(static text => TensorDataConverter.NumberOf(text)!.Value));
            _texts.Clear();
            _type = TensorType.Fp64;
        }

        if (_type is null or TensorType.Int64)
        {
            if (reader.TryGetInt64(out var integer))
            {
                _type = TensorType.Int64;
                _integers.Add(integer);
                return;
            }

            if (reader.TryGetUInt64(out _) && _integers.TrueForAll(static integer => integer >= 0))
            {
                _unsigned.AddRange(_integers.ConvertAll(static integer => (ulong)integer));
                _type = TensorType.Uint64;
            }
            else
            {
                _numbers.AddRange(_integers.ConvertAll(static integer => (double)integer));
                _type = TensorType.Fp64;
            }

            _integers.Clear();
        }

        if (_type == TensorType.Uint64)
        {
            if (reader.TryGetUInt64(out var unsigned))
            {
                _unsigned.Add(unsigned);
                return;
            }

            _numbers.AddRange(_unsigned.ConvertAll(static unsigned => (double)unsigned));
            _unsigned.Clear();
            _type = TensorType.Fp64;
        }

        Become(TensorType.Fp64);
        var number = reader.GetDouble();
        _numbers.Add(double.IsFinite(number) ? number : throw new JsonException());
    }

    private void AddText(string text)
    {
        if (_type is TensorType.Fp64 or TensorType.Int64 or TensorType.Uint64 && TensorDataConverter.NumberOf(text) is { } number)
        {
            _numbers.AddRange(_integers.ConvertAll(static integer => (double)integer));
            _numbers.AddRange(_unsigned.ConvertAll(static unsigned => (double)unsigned));
            _integers.Clear();
            _unsigned.Clear();
            _numbers.Add(number);
            _type = TensorType.Fp64;
            return;
        }

        Become(TensorType.String);
        _texts.Add(text);
    }

    private static string TextOf(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // Not valid Unicode.
            throw new JsonException();
        }
    }

    private void Become(TensorType type)
    {
        _type ??= type;
        if (_type != type)
        {
            throw new JsonException();
        }
    }
}
