"""How each stage does its work: pure modules, and one `steps.py` a stage that reads and writes a batch folder."""
