using WorkerGrains.Contracts;

namespace WorkerGrains.Gateway.Catalog;

/// <summary>One failure that a capability declares.</summary>
/// <param name="Code">The problem's code.</param>
/// <param name="Retryable">Whether the same request may succeed later.</param>
/// <param name="Description">When it happens and what to do.</param>
internal sealed record ErrorView(string Code, bool Retryable, string Description)
{
    public static ErrorView Of(CapabilityError error) => new(error.Code, error.Retryable, error.Description);
}
