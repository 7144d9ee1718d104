/** The answers of one survey. Its draft holds a whole record from the first answer on; nothing else is kept of it. */

export const NOT_APPLICABLE = "na";
export const NOT_OBSERVED = null;

const ASKS_FOR_PHOTO = 3;

/** What is known of a survey before its first answer. */
export const unanswered = (rubric, segment) => ({
  segment_id: segment.id,
  rubric: rubric.version,
  levels: {},
  device: navigator.userAgent.slice(0, 200),
  photos: [],
});

export class Answers {
  #draft;

  constructor(rubric, draft) {
    this.rubric = rubric;
    this.items = rubric.items;
    this.#draft = draft;
  }

  /** 0 to 4, "na", null for what was not observed; undefined where nothing was answered yet. */
  of(item) {
    return this.#draft.body.levels[item.id];
  }

  /** What changes in the record when an item is answered. */
  with(item, answer, seconds) {
    return {
      levels: { ...this.#draft.body.levels, [item.id]: answer },
      walked_at: new Date().toISOString(),
      duration_s: Math.max(1, Math.round(seconds)),
    };
  }

  get count() {
    return this.items.filter((item) => this.of(item) !== undefined).length;
  }

  /** The first item without an answer, sought from behind the one named on, then from the beginning; -1 without any. */
  nextOpen(after = -1) {
    const open = this.items.findIndex((item, i) => i > after && this.of(item) === undefined);
    return open >= 0 || after < 0 ? open : this.nextOpen();
  }

  /** A survey in which nothing was observed says nothing. */
  get saysSomething() {
    return this.items.some((item) => (this.of(item) ?? NOT_OBSERVED) !== NOT_OBSERVED);
  }

  photosOf(item) {
    return this.#draft.body.photos.filter((photo) => photo.item === item.id);
  }

  wantsPhoto(item) {
    return this.of(item) >= ASKS_FOR_PHOTO && this.photosOf(item).length === 0;
  }
}
