"""Lake: tables in, partitioned Parquet out, all of a publish together or not at all."""
