"""OGC API Features 1.0 with reference systems (part 2), queryables (part 3): what is asked, and what is answered."""
