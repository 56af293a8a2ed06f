using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using WorkerGrains.Client;
using WorkerGrains.Contracts.Capabilities;

var builder = Host.CreateApplicationBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.AddWorkerClient();
using var host = builder.Build();
await host.StartAsync();

var workers = host.Services.GetRequiredService<WorkerClient>();
var mail = new ClassifyEmail { Subject = "You have WON", Body = "Click here now to claim your FREE prize, risk free, money back guarantee!" };
var answer = await workers.RunAsync(EmailCapabilities.Classify, mail);
Console.WriteLine($"This mail is {answer.Classifications[0].Label}, with a confidence of {answer.Classifications[0].Confidence:P1}.");
await host.StopAsync();
