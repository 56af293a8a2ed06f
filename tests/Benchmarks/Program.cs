using WorkerGrains.Benchmarks.Harness;
using WorkerGrains.Benchmarks.Load;

return args is [BareServer.Verb, var port] ? await BareServer.RunAsync(port) : await BenchmarkRunner.RunAsync(args);
