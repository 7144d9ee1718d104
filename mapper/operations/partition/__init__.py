"""Work on a whole city done part by part: here, or on as many machines as there are."""
