"""Runs a suite against a submission: collect once, judge, explain."""
