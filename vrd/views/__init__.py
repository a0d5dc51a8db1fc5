"""Views: plain functions from core types to something that Jupyter can show."""
