"""What the labs compute with: pure functions on plain data and numpy arrays."""
