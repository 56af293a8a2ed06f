using System.Globalization;

namespace WorkerGrains.Engines.Devices;

/// <summary>Which GPUs of a machine a process may use: CUDA hides the others, and the management library does not.</summary>
/// <remarks>
/// Source: CUDA C++ Programming Guide, "CUDA Environment Variables". Where a machine has GPUs of different kinds, set CUDA_DEVICE_ORDER to
/// PCI_BUS_ID beside it: CUDA counts the fastest first otherwise, and the management library counts along the bus.
/// </remarks>
internal static class CudaVisibility
{
    public const string Variable = "CUDA_VISIBLE_DEVICES";

    /// <summary>Selects what the variable names, by number or by the beginning of a UUID, up to the first name that fits nothing; all when it is not set.</summary>
    public static IReadOnlyList<T> Select<T>(IReadOnlyList<T> devices, string? visible, Func<T, string?> uuidOf)
    {
        if (visible is null)
        {
            return devices;
        }

        var selected = new List<T>();
        foreach (var name in visible.Split(',', StringSplitOptions.TrimEntries))
        {
            var index = IndexOf(devices, name, uuidOf);
            if (index < 0)
            {
                break;
            }

            selected.Add(devices[index]);
        }

        return selected;
    }

    private static int IndexOf<T>(IReadOnlyList<T> devices, string name, Func<T, string?> uuidOf)
    {
        if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
        {
            return index < devices.Count ? index : -1;
        }

        for (var i = 0; i < devices.Count; i++)
        {
            if (name.Length > 0 && uuidOf(devices[i])?.StartsWith(name, StringComparison.OrdinalIgnoreCase) == true)
            {
                return i;
            }
        }

        return -1;
    }
}
