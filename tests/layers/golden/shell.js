var golmok_map_00 = golmok.open("golmok_map_00", null);
var golmok_districts_01 = golmok.layer("districts", {"tiles": "/tiles/districts/{z}/{x}/{y}.mvt"});
golmok_districts_01.addTo(golmok_map_00);
var golmok_roads_02 = golmok.layer("roads", {"tiles": "/tiles/roads/{z}/{x}/{y}.mvt"});
golmok_roads_02.addTo(golmok_map_00);
var golmok_segments_03 = golmok.layer("segments", {"tiles": "/tiles/segments/{z}/{x}/{y}.mvt"});
golmok_segments_03.addTo(golmok_map_00);
var golmok_issues_04 = golmok.layer("issues", {"tiles": "/tiles/issues/{z}/{x}/{y}.mvt"});
var golmok_shops_05 = golmok.layer("shops", {"tiles": "/tiles/shops/{z}/{x}/{y}.mvt"});
var golmok_venues_06 = golmok.layer("venues", {"tiles": "/tiles/venues/{z}/{x}/{y}.mvt"});
golmok.register(golmok_map_00, [
  { key: "districts", title: "\ub3d9 \uacbd\uacc4", layer: golmok_districts_01 },
  { key: "roads", title: "\ubc30\uacbd \ub3c4\ub85c", layer: golmok_roads_02 },
  { key: "segments", title: "\uace8\ubaa9 \ub4f1\uae09", layer: golmok_segments_03 },
  { key: "issues", title: "\ubd88\ud3b8\uc0ac\ud56d", layer: golmok_issues_04 },
  { key: "shops", title: "\ubcf5\uc9c0\uc0c1\uc810", layer: golmok_shops_05 },
  { key: "venues", title: "\ubaa8\ub450\uc758 \uc6b4\ub3d9\uc7a5", layer: golmok_venues_06 },
]);
