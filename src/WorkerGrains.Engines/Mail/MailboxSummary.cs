using System.Globalization;
using WorkerGrains.Contracts.Capabilities;

namespace WorkerGrains.Engines.Mail;

/// <summary>Sums up mails in memory that does not grow with their number.</summary>
/// <remarks>
/// Senders are counted exactly until there are too many; then those counted least are forgotten, half of them at a time (lossy counting: Manku and
/// Motwani, Approximate Frequency Counts over Data Streams, VLDB 2002), which can only count those short who write little.
/// </remarks>
internal sealed class MailboxSummary
{
    private const int MaxSenders = 20_000;
    private const int TopSenders = 20;
    private const int MaxMonths = 1_200;
    private const int MaxAddressLength = 320;

    private readonly Dictionary<string, Tally> _senders = new(StringComparer.Ordinal);
    private readonly SortedDictionary<(int Year, int Month), Tally> _months = [];
    private long _totalBytes;
    private long _largestBytes;
    private long _attachments;
    private long _undated;
    private bool _sendersAreExact = true;
    private DateTimeOffset? _first;
    private DateTimeOffset? _last;

    /// <summary>How many mails were added.</summary>
    public long Count { get; private set; }

    public void Add(in MailFigures mail)
    {
        Count++;
        _totalBytes += mail.Size;
        _largestBytes = Math.Max(_largestBytes, mail.Size);
        _attachments += mail.Attachments;
        if (mail.Sender is { Length: > 0 and <= MaxAddressLength } address)
        {
            AddSender(address.ToLowerInvariant(), mail.Size);
        }

        if (mail.Date is not { } date)
        {
            _undated++;
            return;
        }

        _first = _first < date ? _first : date;
        _last = _last > date ? _last : date;
        Add(_months, (date.Year, date.Month), mail.Size);
    }

    /// <summary>The summary, with the mails that go along.</summary>
    public ParsedEmails ToOutput(EmailFormat format, IReadOnlyList<ParsedEmail> mails) => new()
    {
        Format = format,
        Count = Count,
        Mails = mails,
        TotalBytes = _totalBytes,
        LargestBytes = _largestBytes,
        Attachments = _attachments,
        FirstDate = _first,
        LastDate = _last,
        Undated = _undated,
        Senders =
        [
            .. _senders.OrderByDescending(static sender => sender.Value.Count).ThenBy(static sender => sender.Key, StringComparer.Ordinal).Take(TopSenders)
                .Select(static sender => new EmailSender { Address = sender.Key, Count = sender.Value.Count, Bytes = sender.Value.Bytes }),
        ],
        SendersAreExact = _sendersAreExact,
        Months =
        [
            .. _months.OrderByDescending(static month => month.Value.Count).Take(MaxMonths).OrderBy(static month => month.Key)
                .Select(static month => new EmailMonth
                {
                    Month = string.Create(CultureInfo.InvariantCulture, $"{month.Key.Year:0000}-{month.Key.Month:00}"),
                    Count = month.Value.Count,
                    Bytes = month.Value.Bytes,
                }),
        ],
    };

    private static void Add<TKey>(IDictionary<TKey, Tally> tallies, TKey key, long bytes)
    {
        tallies.TryGetValue(key, out var tally);
        tallies[key] = new Tally(tally.Count + 1, tally.Bytes + bytes);
    }

    private void AddSender(string address, long bytes)
    {
        Add(_senders, address, bytes);
        if (_senders.Count <= MaxSenders)
        {
            return;
        }

        _sendersAreExact = false;
        foreach (var sender in _senders.OrderBy(static sender => sender.Value.Count).Take(MaxSenders / 2).Select(static sender => sender.Key).ToList())
        {
            _senders.Remove(sender);
        }
    }

    private readonly record struct Tally(long Count, long Bytes);
}
