/** How each layer is painted on a canvas; every number comes from golmok.style. */
(() => {
  "use strict";

  const golmok = window.golmok;
  const { beside } = golmok.geometry;

  /** Factor on widths at a zoom, straight between the stops of the table. */
  function widthScale(zoom) {
    const stops = golmok.style.zoomScale;
    const after = stops.findIndex(([stop]) => stop >= zoom);
    if (after === 0) return stops[0][1];
    if (after === -1) return stops[stops.length - 1][1];
    const [[z0, s0], [z1, s1]] = [stops[after - 1], stops[after]];
    return s0 + ((zoom - z0) / (z1 - z0)) * (s1 - s0);
  }

  /** The rings of a feature in pixels of its tile. */
  const placed = (feature, { scale, dx, dy }) =>
    feature.geom.map((ring) => ring.map(({ x, y }) => ({ x: x * scale + dx, y: y * scale + dy })));

  function trace(ctx, lines) {
    ctx.beginPath();
    for (const line of lines) {
      ctx.moveTo(line[0].x, line[0].y);
      for (let i = 1; i < line.length; i += 1) ctx.lineTo(line[i].x, line[i].y);
    }
  }

  function stroke(ctx, lines, { colour, width, dash = [], cap = "round" }) {
    ctx.strokeStyle = colour;
    ctx.lineWidth = width;
    ctx.lineCap = cap;
    ctx.lineJoin = "round";
    ctx.setLineDash(dash);
    trace(ctx, lines);
    ctx.stroke();
  }

  function districts(ctx, content, face) {
    const { theme } = face;
    for (const feature of content.features) {
      const rings = placed(feature, content);
      if (face.base) {
        trace(ctx, rings);
        ctx.fillStyle = theme.ground;
        ctx.fill("evenodd");
      }
      stroke(ctx, rings, { colour: theme.boundary, width: 1.2, dash: [7, 3, 1.5, 3], cap: "butt" });
    }
  }

  const ROAD_WIDTHS = [
    [/^(motorway|trunk|primary)/, 7],
    [/^(secondary|tertiary)/, 5.5],
    [/^(unclassified|residential|living_street)/, 3.5],
  ];

  const roadWidth = (roadClass) => (ROAD_WIDTHS.find(([pattern]) => pattern.test(roadClass || "")) || [null, 2.4])[1];

  function roads(ctx, content, face, zoom) {
    const { theme } = face;
    const scale = widthScale(zoom) * (zoom >= 17 ? 1.5 : 1);
    const byWidth = new Map();
    for (const feature of content.features) {
      const width = roadWidth(feature.props.road_class);
      if (zoom < 13 && width < 5) continue;
      byWidth.set(width, [...(byWidth.get(width) || []), ...placed(feature, content)]);
    }
    const groups = [...byWidth].sort(([a], [b]) => a - b);
    for (const [width, lines] of groups) stroke(ctx, lines, { colour: theme.road_edge, width: width * scale + 1.6 });
    for (const [width, lines] of groups) stroke(ctx, lines, { colour: theme.road, width: width * scale });
  }

  /** What is drawn of a segment: its symbol on one axis, a dash for low confidence, an offset beside the middle. */
  function strandsOf(props, face, zoom) {
    const { style } = golmok;
    const shown = golmok.symbolOf(face.axis, props[face.axis]);
    if (face.hidden.has(shown.key)) return [];
    const unsure = props.confidence === "low" && zoom >= style.dashZoom;
    const graded = props.residential || props.walking;
    if (face.axis !== "overall" || zoom < style.bothAxesZoom || !graded) return [{ symbol: shown, unsure, offset: 0 }];
    return [
      { symbol: golmok.symbolOf("residential", props.residential), unsure, offset: -style.bothAxesOffset },
      { symbol: golmok.symbolOf("walking", props.walking), unsure, offset: style.bothAxesOffset },
    ];
  }

  /** The same line from west to east, so that "above" and "below" do not depend on how it was drawn. */
  function eastward(line) {
    const [start, end] = [line[0], line[line.length - 1]];
    return end.x > start.x || (end.x === start.x && end.y < start.y) ? line : [...line].reverse();
  }

  function bucketsOf(content, face, zoom, wanted) {
    const buckets = new Map();
    for (const feature of content.features) {
      if (feature.geomType !== 2 || !wanted(feature.props)) continue;
      for (const { symbol, unsure, offset } of strandsOf(feature.props, face, zoom)) {
        const name = `${symbol.key} ${unsure} ${offset}`;
        if (!buckets.has(name)) buckets.set(name, { symbol, unsure, lines: [] });
        const lines = placed(feature, content);
        buckets.get(name).lines.push(...(offset ? lines.map((line) => beside(eastward(line), offset)) : lines));
      }
    }
    // worse lies above better, and every grade above 미조사
    const rank = (symbol) => (symbol.key === "ungraded" ? -1 : face.symbols.findIndex((one) => one.key === symbol.key));
    return [...buckets.values()].sort((a, b) => rank(a.symbol) - rank(b.symbol));
  }

  /** Casing under everything, then colour: so that junctions stay open. */
  function segments(ctx, content, face, zoom, wanted = () => true) {
    const { theme } = face;
    const { lowConfidenceDash, bothAxesZoom } = golmok.style;
    const both = face.axis === "overall" && zoom >= bothAxesZoom;
    const scale = both ? 1 : widthScale(zoom);
    const edge = 2 * Math.min(1, 0.2 + scale);
    const buckets = bucketsOf(content, face, zoom, wanted);
    for (const { symbol, lines } of buckets) {
      const dotted = symbol.key === "ungraded";
      const width = symbol.width * scale + edge;
      stroke(ctx, lines, { colour: theme.casing, width, dash: dotted ? symbol.dash : [] });
    }
    for (const { symbol, unsure, lines } of buckets) {
      const dotted = symbol.key === "ungraded";
      const dash = unsure && !dotted ? lowConfidenceDash : symbol.dash;
      const width = symbol.width * scale;
      if (dash.length && !dotted) stroke(ctx, lines, { colour: theme.ground, width });
      stroke(ctx, lines, { colour: symbol.colour, width, dash, cap: dash.length && !dotted ? "butt" : "round" });
    }
  }

  function issues(ctx, content, face, zoom) {
    const { theme } = face;
    const grow = Math.max(0.7, widthScale(zoom));
    for (const feature of content.features) {
      const [[at]] = placed(feature, content);
      ctx.beginPath();
      ctx.arc(at.x, at.y, issueRadius(feature.props) * grow, 0, 2 * Math.PI);
      ctx.fillStyle = theme.issue;
      ctx.fill();
      ctx.strokeStyle = theme.halo;
      ctx.lineWidth = 1.5;
      ctx.setLineDash([]);
      ctx.stroke();
    }
  }

  const issueRadius = (props) => 3 + Math.min(5, 1.6 * Math.sqrt((props.count || 1) - 1));

  /** A wide ring around some segments, with the segments drawn again on top of it. */
  function ring(ctx, content, face, zoom, wanted, strong) {
    const lines = content.features
      .filter((feature) => wanted(feature.props))
      .flatMap((feature) => placed(feature, content));
    if (!lines.length) return;
    const width = 8 * widthScale(zoom) + (strong ? 10 : 6);
    stroke(ctx, lines, { colour: face.theme.halo, width: width + 3 });
    stroke(ctx, lines, { colour: face.theme.focus, width });
    stroke(ctx, lines, { colour: face.theme.halo, width: width - (strong ? 5 : 3) });
    segments(ctx, content, face, zoom, wanted);
  }

  golmok.symbols = { painters: { districts, roads, segments, issues }, placed, ring, widthScale, roadWidth };
})();
