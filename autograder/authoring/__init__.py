"""From one source file to what students and Gradescope get."""
