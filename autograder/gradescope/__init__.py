"""A run on Gradescope: which file counts, when it was handed in, what is written when."""
