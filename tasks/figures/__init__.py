"""Figures: monetary mentions in, real-world figures out."""
