"""The report: one page of HTML that tells what a lake holds, and opens anywhere without a network."""
