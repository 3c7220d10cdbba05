"""The pages that no Register can say: the walk through the items, two sheets side by side, and who has not checked."""
