using System;
using System.IO;
using System.Linq;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>
/// Makes a library's requirement of a symbol version weak, so that the loader takes the library also where the version is missing. What
/// the library really uses of that version then fails only when it is called.
/// </summary>
/// <remarks>
/// Source: System V ABI and "ELF Symbol Versioning" (U. Drepper): section SHT_GNU_verneed holds a list of Elfxx_Verneed, each with a list
/// of Elfxx_Vernaux, whose vna_flags may have VER_FLG_WEAK. For 64-bit little-endian files, as those of x64 are.
/// </remarks>
public sealed class WeakenVersionRequirement : Task
{
    private const uint SectionOfRequirements = 0x6ffffffe;
    private const ushort Weak = 2;

    /// <summary>The library, which is replaced and never written in place: its file may be shared with the package that it comes from.</summary>
    [Required]
    public string Library { get; set; }

    /// <summary>The version, for example GLIBCXX_3.4.32.</summary>
    [Required]
    public string Version { get; set; }

    /// <summary>Where the library that should have the version may be; nothing is done when the first of these that exists has it.</summary>
    public string[] Providers { get; set; } = new string[0];

    public override bool Execute()
    {
        var provider = Providers.FirstOrDefault(File.Exists);
        if (provider != null && Contains(File.ReadAllBytes(provider), Version))
        {
            return true;
        }

        var written = File.GetLastWriteTimeUtc(Library);
        var bytes = File.ReadAllBytes(Library);
        if (Weakens(bytes))
        {
            File.WriteAllBytes(Library + ".new", bytes);
            File.Delete(Library);
            File.Move(Library + ".new", Library);

            // The time of the original, so that the next build does not copy it again.
            File.SetLastWriteTimeUtc(Library, written);
            Log.LogMessage(MessageImportance.Normal, "{0} no longer insists on {1}, which this system lacks.", Path.GetFileName(Library), Version);
        }

        return true;
    }

    private static bool Contains(byte[] bytes, string text)
    {
        // Versions stand in the file as they are, each with a zero behind it.
        return Encoding.GetEncoding("ISO-8859-1").GetString(bytes).Contains(text + "\0");
    }

    private bool Weakens(byte[] bytes)
    {
        var changed = false;
        var sections = BitConverter.ToInt64(bytes, 0x28);
        var size = BitConverter.ToUInt16(bytes, 0x3A);
        var count = BitConverter.ToUInt16(bytes, 0x3C);
        for (var i = 0; i < count; i++)
        {
            var section = sections + (i * size);
            if (BitConverter.ToUInt32(bytes, (int)section + 4) == SectionOfRequirements)
            {
                var names = sections + (BitConverter.ToUInt32(bytes, (int)section + 40) * (long)size);
                changed |= Weakens(bytes, (int)BitConverter.ToInt64(bytes, (int)section + 24), (int)BitConverter.ToInt64(bytes, (int)names + 24));
            }
        }

        return changed;
    }

    private bool Weakens(byte[] bytes, int need, int names)
    {
        var changed = false;
        for (uint step = 1; step != 0; need += (int)step)
        {
            var aux = need + (int)BitConverter.ToUInt32(bytes, need + 8);
            for (uint next = 1; next != 0; aux += (int)next)
            {
                var flags = BitConverter.ToUInt16(bytes, aux + 4);
                if ((flags & Weak) == 0 && NameAt(bytes, names + (int)BitConverter.ToUInt32(bytes, aux + 8)) == Version)
                {
                    BitConverter.GetBytes((ushort)(flags | Weak)).CopyTo(bytes, aux + 4);
                    changed = true;
                }

                next = BitConverter.ToUInt32(bytes, aux + 12);
            }

            step = BitConverter.ToUInt32(bytes, need + 12);
        }

        return changed;
    }

    private static string NameAt(byte[] bytes, int start)
    {
        return Encoding.ASCII.GetString(bytes, start, Array.IndexOf(bytes, (byte)0, start) - start);
    }
}
