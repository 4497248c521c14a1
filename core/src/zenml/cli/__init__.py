"""Be the command line: parse, call one function of a lower floor, show what it returned."""
