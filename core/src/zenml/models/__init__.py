"""Hold the data that crosses doors: plain frozen records that act on nothing."""
