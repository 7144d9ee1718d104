/** Text without what nobody sees: the server takes no other, and whoever pastes a text does not know of it. */

/** As mapper/domain/plain_text.py has it. */
const UNSEEN = new RegExp("[\\x00-\\x08\\x0b-\\x1f\\x7f\\u202a-\\u202e\\u2066-\\u2069]", "g");

/** The same JSON, with plain text only. */
export const plain = (value) =>
  JSON.parse(JSON.stringify(value), (_name, one) => (typeof one === "string" ? one.replace(UNSEEN, "") : one));
