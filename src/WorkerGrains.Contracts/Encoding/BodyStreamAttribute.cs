namespace WorkerGrains.Contracts.Encoding;

/// <summary>Marks the member of an input through which a large raw body is read while it comes in, instead of through the member with <see cref="BodyAttribute"/>.</summary>
/// <remarks>
/// The member is a <see cref="Stream"/> that JSON leaves out, beside one with <see cref="BodyAttribute"/>. How large such a body may be says
/// <see cref="Capability.MaxStreamedBytes"/>. What was read of it cannot be read again, so such a request is not sent to another replica once reading has begun.
/// </remarks>
[AttributeUsage(AttributeTargets.Property)]
public sealed class BodyStreamAttribute : Attribute;
