"""Keep for good what people decided about a project: judgements, exclusions, and their edits."""
