/**
 * How each layer is painted on a canvas; every number comes from golmok.style.
 *
 * Painters are generators: they pause after each piece of work, so that a hand that drags the map is not held up.
 */
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

  const HERE = { scale: 1, dx: 0, dy: 0 };

  /** Add a line to a path: of a tile, or placed already. */
  function trace(path, line, { scale, dx, dy } = HERE) {
    path.moveTo(line[0].x * scale + dx, line[0].y * scale + dy);
    for (let i = 1; i < line.length; i += 1) path.lineTo(line[i].x * scale + dx, line[i].y * scale + dy);
  }

  const PIECE = 2_000; // points that are traced or painted without a pause

  /** Lines that are painted alike. */
  class Lines {
    constructor() {
      this.pieces = [];
      this.room = 0;
    }

    add(lines, place) {
      for (const line of lines) {
        if (this.room <= 0) {
          this.pieces.push(new Path2D());
          this.room = PIECE;
        }
        trace(this.pieces[this.pieces.length - 1], line, place);
        this.room -= line.length;
      }
    }
  }

  const pointsOf = (lines) => lines.reduce((sum, line) => sum + line.length, 0);

  const FAR = 14; // the deepest zoom at which so many lines are in view that their cost is felt
  const THIN = 4; // pixels of the screen that hairlines beside each other fill
  const CROSS = [
    [0, 0],
    [1, 0],
    [-1, 0],
    [0, 1],
    [0, -1],
  ];
  // As wide as the cross in every direction, within a tenth, and turned so that streets north and east come out alike.
  const TRIANGLE = [15, 135, 255].map((angle) => [1.2 * Math.cos((angle * Math.PI) / 180), 1.2 * Math.sin((angle * Math.PI) / 180)]);
  const CLOSED = 2; // pixels up to which the hairlines of the triangle touch
  const COVERED = 3.2; // and up to which the gap between them is under the line on top

  function* stroke(ctx, { pieces }, { colour, width, dash = [], cap = "round", zoom = Infinity, isUnder = false }) {
    const pixel = 1 / ctx.getTransform().a;
    const isThin = width > pixel && width <= THIN * pixel && !dash.length && zoom <= FAR;
    ctx.strokeStyle = colour;
    ctx.lineWidth = isThin ? pixel : width;
    ctx.lineCap = cap;
    ctx.lineJoin = "round";
    ctx.setLineDash(dash);
    for (const path of pieces) {
      if (isThin) brush(ctx, path, (width - pixel) / 2, width > (isUnder ? COVERED : CLOSED) * pixel ? CROSS : TRIANGLE);
      else ctx.stroke(path);
      yield;
    }
  }

  /** Fill a thin line with hairlines: without a graphics card each of them costs a tenth of a wider line. */
  function brush(ctx, path, reach, beside) {
    for (const [x, y] of beside) {
      ctx.translate(x * reach, y * reach);
      ctx.stroke(path);
      ctx.translate(-x * reach, -y * reach);
    }
  }

  function* districts(ctx, content, face) {
    const { theme } = face;
    for (const { geom } of content.features) {
      if (face.base) {
        const area = new Path2D();
        for (const ring of geom) trace(area, ring, content);
        ctx.fillStyle = theme.ground;
        ctx.fill(area, "evenodd");
      }
      const rings = new Lines();
      rings.add(geom, content);
      yield* stroke(ctx, rings, { colour: theme.boundary, width: 1.2, dash: [7, 3, 1.5, 3], cap: "butt" });
    }
  }

  function* density(ctx, content, face) {
    for (const { geom, props } of content.features) {
      const area = new Path2D();
      for (const ring of geom) trace(area, ring, content);
      ctx.globalAlpha = 0.85;
      ctx.fillStyle = golmok.style.density[props.rate - 1];
      ctx.fill(area, "evenodd");
      ctx.globalAlpha = 1;
      const rings = new Lines();
      rings.add(geom, content);
      yield* stroke(ctx, rings, { colour: face.theme.halo, width: 1.5 });
    }
  }

  const ROAD_WIDTHS = [
    [/^(motorway|trunk|primary)/, 7],
    [/^(secondary|tertiary)/, 5.5],
    [/^(unclassified|residential|living_street)/, 3.5],
  ];

  const roadWidth = (roadClass) => (ROAD_WIDTHS.find(([pattern]) => pattern.test(roadClass || "")) || [null, 2.4])[1];

  function* roads(ctx, content, face, zoom) {
    const { theme } = face;
    const scale = widthScale(zoom) * (zoom >= 17 ? 1.5 : 1);
    const byWidth = new Map();
    for (const feature of content.features) {
      const width = roadWidth(feature.props.road_class);
      if (zoom < 13 && width < 5) continue;
      if (!byWidth.has(width)) byWidth.set(width, new Lines());
      byWidth.get(width).add(feature.geom, content);
    }
    const groups = [...byWidth].sort(([a], [b]) => a - b);
    for (const [width, lines] of groups)
      yield* stroke(ctx, lines, { colour: theme.road_edge, width: width * scale + 1.6, zoom });
    for (const [width, lines] of groups) yield* stroke(ctx, lines, { colour: theme.road, width: width * scale, zoom });
  }

  /** What is drawn of a segment: its symbol on one axis, a dash for low confidence, an offset beside the middle. */
  function strandsOf(props, face, zoom) {
    const { style } = golmok;
    const shown = golmok.symbolOf(face.axis, props[face.axis]);
    if (face.hidden.has(shown.key)) return [];
    const unsure = zoom >= style.dashZoom && props.confidence === "low";
    const areBothShown = face.axis === "overall" && zoom >= style.bothAxesZoom && (props.residential || props.walking);
    if (!areBothShown) return [{ symbol: shown, unsure, offset: 0 }];
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

  function* bucketsOf(content, face, zoom, wanted) {
    const buckets = new Map();
    let traced = 0;
    for (const feature of content.features) {
      if (feature.geomType !== 2 || !wanted(feature.props)) continue;
      for (const { symbol, unsure, offset } of strandsOf(feature.props, face, zoom)) {
        const name = `${symbol.key} ${unsure} ${offset}`;
        if (!buckets.has(name)) buckets.set(name, { symbol, unsure, lines: new Lines() });
        const { lines } = buckets.get(name);
        if (!offset) lines.add(feature.geom, content);
        else lines.add(placed(feature, content).map((line) => beside(eastward(line), offset)));
      }
      traced += pointsOf(feature.geom);
      if (traced < PIECE) continue;
      traced = 0;
      yield;
    }
    // worse lies above better, and every grade above 미조사
    const rank = (symbol) => (symbol.key === "ungraded" ? -1 : face.symbols.findIndex((one) => one.key === symbol.key));
    return [...buckets.values()].sort((a, b) => rank(a.symbol) - rank(b.symbol));
  }

  /** Casing under everything that is not bare, then colour: so that junctions stay open. */
  function* segments(ctx, content, face, zoom, wanted = () => true) {
    const { theme } = face;
    const { lowConfidenceDash, bothAxesZoom } = golmok.style;
    const both = face.axis === "overall" && zoom >= bothAxesZoom;
    const scale = both ? 1 : widthScale(zoom);
    const edge = 2 * Math.min(1, 0.2 + scale);
    const buckets = yield* bucketsOf(content, face, zoom, wanted);
    for (const { symbol, lines } of buckets.filter((one) => !one.symbol.bare)) {
      const dotted = symbol.key === "ungraded";
      const width = symbol.width * scale + edge;
      yield* stroke(ctx, lines, { colour: theme.casing, width, dash: dotted ? symbol.dash : [], zoom, isUnder: true });
    }
    for (const { symbol, unsure, lines } of buckets) {
      const dotted = symbol.key === "ungraded";
      const dash = unsure && !dotted ? lowConfidenceDash : symbol.dash;
      const width = symbol.width * scale;
      if (dash.length && !dotted) yield* stroke(ctx, lines, { colour: theme.ground, width, zoom });
      const cap = dash.length && !dotted ? "butt" : "round";
      yield* stroke(ctx, lines, { colour: symbol.colour, width, dash, cap, zoom });
    }
  }

  function* issues(ctx, content, face, zoom) {
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
    yield;
  }

  const issueRadius = (props) => 3 + Math.min(5, 1.6 * Math.sqrt((props.count || 1) - 1));

  const VENUE = 6; // half of the side of its mark

  /** Areas with an edge, and a square mark on each, which comes as a place: not a disc, as issues are. */
  function* venues(ctx, content, face, zoom) {
    const { theme } = face;
    const half = VENUE * Math.max(0.7, widthScale(zoom));
    for (const feature of content.features) {
      const rings = placed(feature, content);
      if (feature.geomType === 3) {
        const area = new Path2D();
        for (const ring of rings) trace(area, ring);
        ctx.globalAlpha = 0.18;
        ctx.fillStyle = theme.venue;
        ctx.fill(area, "evenodd");
        ctx.globalAlpha = 1;
        const edge = new Lines();
        edge.add(rings, HERE);
        yield* stroke(ctx, edge, { colour: theme.venue, width: 2 });
        continue;
      }
      const [[{ x, y }]] = rings;
      ctx.setLineDash([]);
      ctx.fillStyle = theme.venue;
      ctx.fillRect(x - half, y - half, 2 * half, 2 * half);
      ctx.strokeStyle = theme.halo;
      ctx.lineWidth = 1.5;
      ctx.strokeRect(x - half, y - half, 2 * half, 2 * half);
    }
    yield;
  }

  /** A diamond for each shop: neither a disc, as issues are, nor a square. */
  function* shops(ctx, content, face, zoom) {
    const half = 7 * Math.max(0.7, widthScale(zoom));
    ctx.setLineDash([]);
    ctx.fillStyle = face.theme.shop;
    ctx.strokeStyle = face.theme.halo;
    ctx.lineWidth = 1.5;
    for (const feature of content.features) {
      const [[{ x, y }]] = placed(feature, content);
      const mark = new Path2D(`M${x} ${y - half}L${x + half} ${y}L${x} ${y + half}L${x - half} ${y}Z`);
      ctx.fill(mark);
      ctx.stroke(mark);
    }
    yield;
  }

  /** A wide ring around some segments, with the segments drawn again on top of it. */
  function* ring(ctx, content, face, zoom, wanted, strong) {
    const ringed = content.features.filter((feature) => wanted(feature.props));
    if (!ringed.length) return;
    const lines = new Lines();
    for (const { geom } of ringed) lines.add(geom, content);
    const width = 8 * widthScale(zoom) + (strong ? 10 : 6);
    yield* stroke(ctx, lines, { colour: face.theme.halo, width: width + 3 });
    yield* stroke(ctx, lines, { colour: face.theme.focus, width });
    yield* stroke(ctx, lines, { colour: face.theme.halo, width: width - (strong ? 5 : 3) });
    yield* segments(ctx, content, face, zoom, wanted);
  }

  golmok.symbols = { painters: { districts, density, roads, segments, issues, venues, shops }, placed, ring, widthScale, roadWidth };
})();
