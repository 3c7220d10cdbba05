"""Pages that no Register can say."""
