"""Run on this machine alone: the orchestrator and the artifact store `local`."""
