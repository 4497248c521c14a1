"""Let a component own a process of this machine that works on when its starter is gone."""

from zenml.daemons.daemon import Daemon

__all__ = ["Daemon"]
