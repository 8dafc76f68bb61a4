"""When the stages run, in what order and on which engine: wiring, settings, orchestration and the command line."""
