using System.Buffers;

namespace WorkerGrains.Engines.Mail;

/// <summary>Some mails of an mbox, one after another, which one thread takes apart.</summary>
internal sealed class MailPortion(long first)
{
    /// <summary>Enough for a thread to be worth starting; a larger mail is a portion alone.</summary>
    private const int Capacity = 64 * 1024;

    private readonly List<(int Length, long Size)> _mails = [];
    private readonly List<ReadMail> _read = [];
    private byte[] _bytes = [];

    /// <summary>The place in the mbox of the mail after the last.</summary>
    public long Next => first + _mails.Count;

    public bool IsEmpty => _mails.Count == 0;

    /// <summary>How many bytes it holds.</summary>
    public int Bytes { get; private set; }

    /// <summary>What the mails are, once they were read.</summary>
    public IReadOnlyList<ReadMail> Read => _read;

    public bool HasRoomFor(in MboxMessage message) => IsEmpty || Bytes + message.Bytes.Length <= Capacity;

    /// <summary>Copies a mail, since the reader uses its buffer again.</summary>
    public void Add(in MboxMessage message)
    {
        if (IsEmpty)
        {
            _bytes = ArrayPool<byte>.Shared.Rent(Math.Max(Capacity, message.Bytes.Length));
        }

        message.Bytes.CopyTo(_bytes.AsMemory(Bytes));
        Bytes += message.Bytes.Length;
        _mails.Add((message.Bytes.Length, message.Size));
    }

    /// <summary>Takes the mails apart.</summary>
    /// <param name="reader">Reads each.</param>
    /// <param name="wanted">How many mails of the mbox are wanted whole; of those after them only figures are.</param>
    /// <param name="maxBytes">How many bytes each may take as JSON.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public void ReadMails(MessageReader reader, long wanted, int maxBytes, CancellationToken cancellationToken)
    {
        var start = 0;
        foreach (var (length, size) in _mails)
        {
            var index = first + _read.Count;
            var message = new MboxMessage(_bytes.AsMemory(start, length), size);
            _read.Add(index < wanted ? reader.Read(message, index, maxBytes, cancellationToken) : reader.Count(message, cancellationToken));
            start += length;
        }
    }

    /// <summary>Gives its buffer back.</summary>
    public void Release()
    {
        if (_bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = [];
        }
    }
}
