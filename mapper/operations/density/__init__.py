"""사례 밀도: freeze the tree of a year, count households in it, release bands, show what was released (trust §3 R1)."""
