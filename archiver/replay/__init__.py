"""Captured pages opened in a real browser, with every way to the live web closed."""
