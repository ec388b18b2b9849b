"""The command line: what a person or a pipeline types, many images at once, here or by a deployed service."""
