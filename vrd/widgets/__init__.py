"""Show results in a page where they can be tuned, watched and judged while a kernel runs."""
