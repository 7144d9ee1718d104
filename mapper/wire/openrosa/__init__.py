"""OpenRosa, which ODK Collect and KoboCollect speak: forms out, filled-in forms in."""
