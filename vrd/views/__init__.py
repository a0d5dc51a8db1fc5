"""Show results: plain functions from core types to a page or a figure."""
