"""What can happen to the machine under Golmok, done to it for real: ``python -m faults``."""
