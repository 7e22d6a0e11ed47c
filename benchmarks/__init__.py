"""Each figure of the design beside its yardstick in one run: ``python -m benchmarks`` runs all, each module its own."""
