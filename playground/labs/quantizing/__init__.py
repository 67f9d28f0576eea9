"""The parts of the quantization lab's model: its state, its data and one module a view."""
