using WorkerGrains.Silo.Commands;
using WorkerGrains.Silo.Hosting;

return ModelsCommand.Takes(args) ? await ModelsCommand.RunAsync(args) : await SiloProgram.RunAsync(args);
