"""What runs on the student's side of the boundary: the standard library and NumPy only.

Nothing here may import anything else of this project: these files are loaded in processes
that must not be able to reach tests, solutions or results.
"""
