"""Households in crisis: their rows, their rights, and the log of who looked. All of it as the role golmok_staff."""
