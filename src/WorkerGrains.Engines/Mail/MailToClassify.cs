using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Engines.Models;

namespace WorkerGrains.Engines.Mail;

/// <summary>A mail made ready for a model, which it keeps in memory until it has run.</summary>
/// <param name="Features">What the model reads.</param>
/// <param name="Lease">The model.</param>
internal sealed record MailToClassify(long[] Features, ModelLease<SpamModel> Lease) : IDisposable
{
    /// <summary>Its place in the input.</summary>
    public int Index { get; init; }

    /// <summary>The answers in the order they were asked for, <see langword="null"/> where the model's goes.</summary>
    public IReadOnlyList<EmailClassification?> Answers { get; init; } = [null];

    public void Dispose() => Lease.Dispose();
}
