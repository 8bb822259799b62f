"""Reading the files of a seizure on several machines: portions out, plain numbers back. See docs/operators/cluster.md."""
