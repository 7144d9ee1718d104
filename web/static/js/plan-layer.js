/**
 * The segments of the board on the map: lines from tiles that know no grades, coloured by the columns of the board.
 *
 * What is not chosen is a symbol of its own, which is hidden: nothing of it is written or picked, and under everything
 * it is drawn as the faintest of lines, so that the city stays there.
 */

const golmok = window.golmok;
const OUT = "out";
const PIECE = 2_000; // points that are painted without a pause

/** What tiles say of a segment, and the board of its colours. */
class Props {
  constructor(board, { at, id, name }) {
    Object.assign(this, { board, at, id, name });
  }
}

for (const axis of ["overall", "residential", "walking", "confidence"])
  Object.defineProperty(Props.prototype, axis, {
    get() {
      return this.board.has(this.at) ? this.board.value(axis, this.at) : OUT;
    },
  });

/** Tiles of another source, whose features the board colours; tells when they are of another network. */
class BoardSource {
  constructor(tiles, board, stale) {
    Object.assign(this, { tiles, board, stale });
    this.known = new WeakSet();
  }

  async tile(coords, haste) {
    const [content] = await Promise.all([this.tiles.tile(coords, haste), this.board.opened]);
    const { features } = content;
    if (features.layer && features.layer !== `board-${this.board.network}`) {
      this.stale();
      return { ...content, features: [] };
    }
    if (!this.known.has(features)) {
      for (const feature of features) feature.props = new Props(this.board, feature.props);
      this.known.add(features);
    }
    return content;
  }
}

function* faint(ctx, content, face) {
  const { scale, dx, dy } = content;
  let [path, points] = [new Path2D(), 0];
  ctx.strokeStyle = face.theme.road_edge;
  ctx.lineWidth = 1 / ctx.getTransform().a;
  for (const { props, geom } of content.features) {
    if (props.overall !== OUT) continue;
    for (const line of geom) {
      path.moveTo(line[0].x * scale + dx, line[0].y * scale + dy);
      for (const { x, y } of line.slice(1)) path.lineTo(x * scale + dx, y * scale + dy);
      points += line.length;
    }
    if (points < PIECE) continue;
    ctx.stroke(path);
    [path, points] = [new Path2D(), 0];
    yield;
  }
  ctx.stroke(path);
}

for (const axis of golmok.style.axes) axis.symbols.unshift({ ...axis.symbols[0], key: OUT, mark: "" });

/** Put the board on the map, which has no other segments; its lines are painted once it is open. Return its layer. */
export function boardLayer(map, face, board, stale) {
  face.set({ hidden: new Set([OUT]) });
  const layer = golmok.layer("segments", { tiles: "/tiles/board/{z}/{x}/{y}.mvt" });
  layer._source = new BoardSource(layer._source, board, stale);
  layer._painter = function* paint(ctx, content, zoom) {
    yield* faint(ctx, content, face);
    yield* golmok.symbols.painters.segments(ctx, content, face, zoom);
  };
  const others = face.registry.filter(({ key }) => key !== "segments");
  golmok.register(map, [...others, { key: "segments", title: golmok.t("구간"), layer }]);
  return layer.addTo(map);
}

/** Paint what is chosen now. */
export function repaint(map, layer) {
  layer.repaint();
  golmok.together(map).redraw();
}
