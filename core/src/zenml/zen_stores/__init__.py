"""Remember configuration: the components, stacks and flavors of a profile."""
