/**
 * Everything written on the map: letters along lines, names of alleys, roads and districts.
 *
 * One canvas for all layers, so that nothing is cut at a tile and no two words lie on each other:
 * candidates are placed in order of weight, each where there is still room.
 */
(() => {
  "use strict";

  const golmok = window.golmok;
  const { along, length, ringCentre, distance } = golmok.geometry;
  const FONT = '"Pretendard GOV", Pretendard, "Noto Sans KR", "Apple SD Gothic Neo", "Malgun Gothic", sans-serif';

  // who gets room first: bands of density, districts, roads, venues, shops, issues, letters, names of alleys
  const WEIGHT = { band: 40, district: 30, road: 20, venue: 15, shop: 14, issue: 12, letter: 10, alley: 5 };

  /**
   * Marks of one layer in view: {text, x, y, angle, size, bold, weight}; `room` is how much the
   * thing itself offers, `repeat` how far the same text stays away, `once` what is named only once.
   */
  const writers = {
    districts(content, face, zoom) {
      if (zoom > 16) return [];
      const size = zoom < 13 ? 12 : 14;
      return content.features.map((feature) => {
        const rings = golmok.symbols.placed(feature, content).map(ringCentre);
        const { x, y, area } = rings.reduce((best, ring) => (ring.area > best.area ? ring : best));
        const weight = WEIGHT.district + area / 1e9; // the larger part of a district bears its name
        return { text: feature.props.name, x, y, room: Math.sqrt(area), size, bold: true, weight, repeat: 500 };
      });
    },

    density(content) {
      return content.features.map((feature) => {
        const rings = golmok.symbols.placed(feature, content).map(ringCentre);
        const { x, y, area } = rings.reduce((best, ring) => (ring.area > best.area ? ring : best));
        return { text: feature.props.band, x, y, room: Math.sqrt(area), size: 13, bold: true, weight: WEIGHT.band, repeat: 0 };
      });
    },

    roads(content, face, zoom) {
      if (zoom < 15) return [];
      const names = lineNames(content, { share: 0.35, lift: 0, weight: WEIGHT.road, repeat: 420 });
      return names.filter(({ props }) => zoom >= 17 || golmok.symbols.roadWidth(props.road_class) >= 5);
    },

    segments(content, face, zoom) {
      if (zoom < golmok.style.markZoom) return [];
      const names = lineNames(content, { share: 0.5, lift: 16, weight: WEIGHT.alley, repeat: 260 });
      return [...(face.lettered ? letters(content, face, zoom) : []), ...names.filter(({ props }) => visible(props, face))];
    },

    issues(content, face, zoom) {
      if (zoom < 17) return [];
      return content.features.map((feature) => {
        const [[{ x, y }]] = golmok.symbols.placed(feature, content);
        const { label, count } = feature.props;
        const text = count > 1 ? golmok.t("{label} {count}건", { label: golmok.t(label), count }) : golmok.t(label);
        return { text, x, y: y - 14, size: 12, weight: WEIGHT.issue, repeat: 0 };
      });
    },

    venues(content, face, zoom) {
      if (zoom < 14) return [];
      const places = content.features.filter(({ geomType }) => geomType === 1);
      return places.map((feature) => {
        const [[{ x, y }]] = golmok.symbols.placed(feature, content);
        return { text: feature.props.name, x, y: y - 16, size: 13, bold: true, weight: WEIGHT.venue, repeat: 200, once: feature.props.id };
      });
    },

    shops(content, face, zoom) {
      if (zoom < 16) return [];
      return content.features.map((feature) => {
        const [[{ x, y }]] = golmok.symbols.placed(feature, content);
        return { text: feature.props.name, x, y: y - 16, size: 12, weight: WEIGHT.shop, repeat: 200, once: feature.props.id };
      });
    },
  };

  const visible = (props, face) => !face.hidden.has(golmok.symbolOf(face.axis, props[face.axis]).key);

  /** The letter of a segment; with both axes in view a letter for each, 주거 first. */
  function letterOf(props, face, zoom) {
    const mark = (axis) => golmok.symbolOf(axis, props[axis]).mark;
    if (face.axis !== "overall" || zoom < golmok.style.bothAxesZoom) return mark(face.axis);
    const [residential, walking] = [mark("residential"), mark("walking")];
    return residential || walking ? `${residential || "·"} ${walking || "·"}` : "";
  }

  /** The longest part of every segment in view gets its letter. */
  function letters(content, face, zoom) {
    return content.features
      .filter(({ props }) => visible(props, face))
      .map((feature) => {
        const line = longest(golmok.symbols.placed(feature, content));
        const { x, y } = along(line, 0.5);
        const text = letterOf(feature.props, face, zoom);
        const long = length(line);
        return { text, x, y, size: 12, bold: true, weight: WEIGHT.letter, long, once: feature.props.id };
      })
      .filter(({ text, long }) => text && long > 18);
  }

  /** Names along lines, at a share of their length and lifted off them [px]. */
  function lineNames(content, { share, lift, weight, repeat }) {
    return content.features
      .filter(({ props, geomType }) => props.name && geomType === 2)
      .map((feature) => {
        const line = longest(golmok.symbols.placed(feature, content));
        const at = along(line, share);
        const angle = Math.abs(at.angle) > Math.PI / 2 ? at.angle + Math.PI : at.angle;
        const [x, y] = [at.x + Math.sin(angle) * lift, at.y - Math.cos(angle) * lift];
        const room = distance(line[0], line[line.length - 1]);
        return { props: feature.props, text: feature.props.name, x, y, angle, size: 12, weight, repeat, room };
      });
  }

  const longest = (lines) => lines.reduce((best, line) => (length(line) > length(best) ? line : best));

  /** The squares a mark would cover, along its angle. */
  function boxesOf({ x, y, angle = 0, size }, width) {
    const step = size * 0.9;
    const count = Math.max(1, Math.ceil(width / step));
    return Array.from({ length: count }, (_, i) => {
      const at = (i - (count - 1) / 2) * step;
      return { x: x + Math.cos(angle) * at, y: y + Math.sin(angle) * at, half: size * 0.62 };
    });
  }

  const overlap = (a, b) => Math.abs(a.x - b.x) < a.half + b.half && Math.abs(a.y - b.y) < a.half + b.half;

  function write(ctx, mark, theme) {
    ctx.save();
    ctx.translate(mark.x, mark.y);
    ctx.rotate(mark.angle || 0);
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    ctx.lineJoin = "round";
    ctx.lineWidth = 3.5;
    ctx.strokeStyle = theme.halo;
    ctx.strokeText(mark.text, 0, 0);
    ctx.fillStyle = theme.text;
    ctx.fillText(mark.text, 0, 0);
    ctx.restore();
  }

  /** Place and write the marks of all layers. */
  golmok.writeMarks = (ctx, { origin, width, height, zoom }, layers, face) => {
    const candidates = layers
      .flatMap((layer) => layer.contents().flatMap((content) => writers[layer.key]?.(content, face, zoom) ?? []))
      .map((mark) => ({ ...mark, x: mark.x - origin.x, y: mark.y - origin.y }))
      .filter(({ x, y }) => x > 0 && y > 0 && x < width && y < height)
      .sort((a, b) => b.weight - a.weight || (b.long || 0) - (a.long || 0));
    const taken = [];
    const written = [];
    for (const mark of candidates) {
      ctx.font = `${mark.bold ? 700 : 500} ${mark.size}px ${FONT}`;
      const room = ctx.measureText(mark.text).width;
      if (mark.room !== undefined && mark.room < room + 8) continue;
      if (written.some((other) => repeats(mark, other))) continue;
      const boxes = boxesOf(mark, room);
      if (boxes.some((box) => taken.some((other) => overlap(box, other)))) continue;
      taken.push(...boxes);
      written.push(mark);
      write(ctx, mark, face.theme);
    }
  };

  function repeats(mark, other) {
    if (mark.once && mark.once === other.once) return true;
    return mark.repeat > 0 && mark.text === other.text && distance(mark, other) < mark.repeat;
  }
})();
