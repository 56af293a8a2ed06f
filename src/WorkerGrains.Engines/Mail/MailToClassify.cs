using WorkerGrains.Engines.Models;

namespace WorkerGrains.Engines.Mail;

/// <summary>A mail made ready for a model, which it keeps in memory until it has run.</summary>
internal sealed record MailToClassify(long[] Features, ModelLease<SpamModel> Lease) : IDisposable
{
    public void Dispose() => Lease.Dispose();
}
