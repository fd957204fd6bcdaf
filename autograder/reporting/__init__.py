"""A GradeReport for people and machines: terminal, HTML, Gradescope."""
