"""Ingest: sources in, documents out, each as it arrived."""
