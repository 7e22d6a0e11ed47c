"""India's goods and services tax: its law as dated data, its codes, and its rules as pure functions."""
