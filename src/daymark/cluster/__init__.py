"""Several machines read one seizure: portions out, plain numbers back. See docs/operators/cluster.md."""
