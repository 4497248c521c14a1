"""Run deployments: launch, step by step, with caching, logs, heartbeats and progress."""
