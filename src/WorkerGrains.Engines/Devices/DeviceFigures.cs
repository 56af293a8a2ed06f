namespace WorkerGrains.Engines.Devices;

/// <summary>How a device is doing; what it does not tell is <see langword="null"/>.</summary>
internal readonly record struct DeviceFigures(long? MemoryUsedBytes, double? Utilization, int? TemperatureCelsius);
