"""Reference solutions, laid out as the stubs in `exercises`."""
