using System.ComponentModel.DataAnnotations;
using WorkerGrains.Contracts.Encoding;

namespace WorkerGrains.Tests.Contracts.Encoding;

/// <summary>A positional record: its rules are on the parameters.</summary>
public sealed record Part([TextLength(3, 5)] string Code, [Range(0, 3)] int Weight = 0, Part? Inner = null);
