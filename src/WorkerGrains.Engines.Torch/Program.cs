using WorkerGrains.Engines.Torch;

return TorchTrial.Serve(args[0]);
