"""What a student has: check, watch, hint and show, in a terminal and in a notebook."""
