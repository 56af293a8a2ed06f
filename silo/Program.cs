using WorkerGrains.Silo.Hosting;

return await SiloProgram.RunAsync(args);
