"""What clients see: the types, inputs and errors of the public contract."""
