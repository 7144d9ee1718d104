/**
 * Vector tiles, read as the Mapbox Vector Tile specification 2.1 says.
 *
 * The reader is a generator: it pauses every so many features, so that a tile of thousands holds nothing up.
 */
(() => {
  "use strict";

  const golmok = window.golmok;
  const PIECE = 300; // features that are read without a pause
  const [VARINT, EIGHT, BYTES] = [0, 1, 2]; // wire types of protocol buffers; what is left is four bytes
  const text = new TextDecoder();

  /** A message of protocol buffers: its fields one after another. */
  class Message {
    constructor(bytes) {
      this.bytes = bytes;
      this.at = 0;
    }

    get isOver() {
      return this.at >= this.bytes.length;
    }

    varint() {
      let byte = this.bytes[this.at++];
      let value = byte & 127;
      for (let factor = 128; byte > 127; factor *= 128) {
        byte = this.bytes[this.at++];
        value += (byte & 127) * factor; // not shifted: a number may have more than 32 bits
      }
      return value;
    }

    signed() {
      const value = this.varint();
      return value % 2 ? -(value + 1) / 2 : value / 2;
    }

    take(length) {
      this.at += length;
      return this.bytes.subarray(this.at - length, this.at);
    }

    /** Number and value of the next field: a number, or bytes. */
    field() {
      const key = this.varint();
      const type = key & 7;
      const value = type === VARINT ? this.varint() : this.take(type === BYTES ? this.varint() : type === EIGHT ? 8 : 4);
      return [key >> 3, value];
    }
  }

  function* fieldsOf(bytes) {
    const message = new Message(bytes);
    while (!message.isOver) yield message.field();
  }

  const view = (bytes) => new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const VALUES = {
    1: (bytes) => text.decode(bytes),
    2: (bytes) => view(bytes).getFloat32(0, true),
    3: (bytes) => view(bytes).getFloat64(0, true),
    4: (number) => number,
    5: (number) => number,
    6: (number) => (number % 2 ? -(number + 1) / 2 : number / 2),
    7: Boolean,
  };

  /** The values of a tile, each read when it is first asked for: most are names of one segment. */
  class Values {
    constructor(messages) {
      this.messages = messages;
      this.read = [];
    }

    at(number) {
      if (!(number in this.read)) this.read[number] = valueOf(this.messages[number]);
      return this.read[number];
    }
  }

  function valueOf(bytes) {
    const [number, value] = new Message(bytes).field();
    return VALUES[number](value);
  }

  const [MOVE, CLOSE] = [1, 7]; // commands of a geometry; the third draws a line

  /** The lines of a feature, in pixels, and the box around them. */
  function shapeOf(bytes, scale) {
    const message = new Message(bytes);
    const geom = [];
    let [x, y, line] = [0, 0, null];
    let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
    while (!message.isOver) {
      const command = message.varint();
      if ((command & 7) === CLOSE) {
        line.push({ ...line[0] });
        continue;
      }
      for (let left = command >> 3; left > 0; left -= 1) {
        x += message.signed() * scale;
        y += message.signed() * scale;
        if ((command & 7) === MOVE) geom.push((line = []));
        line.push({ x, y });
        if (x < minX) minX = x;
        if (y < minY) minY = y;
        if (x > maxX) maxX = x;
        if (y > maxY) maxY = y;
      }
    }
    return { geom, bbox: { minX, minY, maxX, maxY } };
  }

  function propsOf(bytes, { keys, values }) {
    const message = new Message(bytes);
    const props = {};
    while (!message.isOver) props[keys[message.varint()]] = values.at(message.varint());
    return props;
  }

  const NOTHING = new Uint8Array();

  function featureOf(bytes, table) {
    const message = new Message(bytes);
    const found = { 2: NOTHING, 4: NOTHING };
    while (!message.isOver) {
      const [number, value] = message.field();
      found[number] = value;
    }
    return { props: propsOf(found[2], table), geomType: found[3], ...shapeOf(found[4], table.scale) };
  }

  /** Read the features of the one layer of a tile, which is so many pixels wide; they keep its name. */
  golmok.readTile = function* (bytes, size) {
    const features = [];
    for (const [, layer] of fieldsOf(bytes)) {
      const found = { 1: [], 2: [], 3: [], 4: [], 5: [4096] };
      for (const [number, value] of fieldsOf(layer)) found[number]?.push(value);
      const table = { keys: found[3].map((key) => text.decode(key)), values: new Values(found[4]) };
      table.scale = size / found[5].at(-1);
      features.layer = text.decode(found[1].at(-1));
      for (const feature of found[2]) {
        features.push(featureOf(feature, table));
        if (features.length % PIECE === 0) yield;
      }
    }
    return features;
  };
})();
