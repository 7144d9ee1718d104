/**
 * The segments of the board on the map: lines from tiles that know no grades, coloured by the columns of the board.
 *
 * What is not chosen is a symbol of its own, which is hidden: nothing of it is written or picked, and under everything
 * it is drawn as the faintest of lines, so that the city stays there.
 */

const golmok = window.golmok;
export const OUT = "out";
const PIECE = 2_000; // points that are painted without a pause

/** What tiles say of a segment, and the board of its colours. */
class Props {
  constructor(board, { at, id, name }) {
    Object.assign(this, { board, at, id, name });
  }
}

for (const axis of ["overall", "residential", "walking", "confidence", "change", "finding"])
  Object.defineProperty(Props.prototype, axis, {
    get() {
      return this.board.has(this.at) ? this.board.value(axis, this.at) : OUT;
    },
  });

/** Tiles of another source, of which the board has features of its own that it colours; tells when they are of another network. */
class BoardSource {
  constructor(tiles, board, stale) {
    Object.assign(this, { tiles, board, stale });
    this.own = new WeakMap();
  }

  async tile(coords, haste) {
    const [content] = await Promise.all([this.tiles.tile(coords, haste), this.board.opened]);
    const { features } = content;
    if (features.layer && features.layer !== `board-${this.board.network}`) {
      this.stale();
      return { ...content, features: [] };
    }
    if (!this.own.has(features))
      this.own.set(
        features,
        features.map((feature) => ({ ...feature, props: new Props(this.board, feature.props) })),
      );
    return { ...content, features: this.own.get(features) };
  }
}

function* faint(ctx, { features, scale, dx, dy }, face) {
  let [path, points] = [new Path2D(), 0];
  ctx.strokeStyle = face.theme.road_edge;
  ctx.lineWidth = 1 / ctx.getTransform().a;
  for (const { geom } of features) {
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

/** The layer of a board, whose lines are painted once it is open. */
function layerOf(key, face, board, tiles, stale) {
  const layer = golmok.layer(key, { tiles: "/tiles/board/{z}/{x}/{y}.mvt" });
  layer._source = new BoardSource(tiles ?? layer._source, board, stale);
  layer._painter = function* paint(ctx, content, zoom) {
    const isIn = ({ props }) => board.has(props.at);
    yield* faint(ctx, { ...content, features: content.features.filter((feature) => !isIn(feature)) }, face);
    yield* golmok.symbols.painters.segments(ctx, { ...content, features: content.features.filter(isIn) }, face, zoom);
  };
  return layer;
}

/** Another board under the one on the map, of the same tiles; it is not picked or written on. */
export const layerBefore = (face, board, above, stale) => layerOf("before", face, board, above._source.tiles, stale);

/** Put the board on the map, which has no other segments. Return its layer. */
export function boardLayer(map, face, board, stale) {
  face.set({ hidden: new Set([OUT]) });
  const layer = layerOf("segments", face, board, null, stale);
  const others = face.registry.filter(({ key }) => key !== "segments");
  golmok.register(map, [...others, { key: "segments", title: golmok.t("구간"), layer }]);
  return layer.addTo(map);
}

/** Paint what is chosen now. */
export function repaint(map, layer) {
  layer.repaint();
  golmok.together(map).redraw();
}
