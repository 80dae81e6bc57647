"""What a program says and what it gives: documents, facts, one kind of effect per file, verdicts."""
