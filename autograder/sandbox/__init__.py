"""The boundary: student code runs in worker processes and answers with plain data."""
