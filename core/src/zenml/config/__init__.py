"""Know where configuration lives and what this machine and this repository have selected."""
