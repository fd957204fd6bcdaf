"""A class at a time: intake, runner, exports."""
