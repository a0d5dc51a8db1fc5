"""Run the stages, filters and views from the command line."""
