"""Open311 GeoReport v2: what is asked and sent, and what is answered, in XML and in JSON alike."""
