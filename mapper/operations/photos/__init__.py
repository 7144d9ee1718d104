"""Photos: taken in by pieces, drawn anew without anything but the picture, kept under the hash of what is kept."""
