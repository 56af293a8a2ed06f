using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace WorkerGrains.Engines.MLNet;

/// <summary>Which models of ML.NET are loaded. Configuration section <c>MLNet</c>.</summary>
public sealed class MLNetOptions
{
    /// <summary>The most that a <c>model.zip</c> may unpack to, in MiB. More lets larger models in; a file from elsewhere can then take as much before it is refused.</summary>
    [Range(1, 65536)]
    public int MaxUnpackedMebibytes { get; set; } = 1024;
}

[OptionsValidator]
internal sealed partial class MLNetOptionsValidator : IValidateOptions<MLNetOptions>;
