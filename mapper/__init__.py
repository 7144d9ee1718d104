"""What an alley is and how it is graded; knows no Flask and no Folium."""
