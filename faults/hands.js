/**
 * The hands of somebody with the field page: quick ones. Photos come by the page's own modules, since no camera is here;
 * the last step is a press of the page's own button, and counts only once the page itself says that it is saved.
 */

window.hands = (() => {
  const SAVED = "[data-state]";
  const REFUSED = "[data-notice=store], [data-notice=fault]";
  const PATIENCE_MS = 60_000;
  const realSetTimeout = window.setTimeout.bind(window);
  const rest = (ms) => new Promise((keep) => realSetTimeout(keep, ms));

  const of = (module) => import(new URL(`${module}.js`, document.querySelector("script[type=module]").src));
  const bytesOf = (base64) => Uint8Array.from(atob(base64), (letter) => letter.codePointAt(0));

  let mine = null;
  async function outbox() {
    mine ??= (async () => {
      const [{ Store, asked }, { Outbox }] = [await of("store"), await of("outbox")];
      const store = await Store.open(() => {});
      const [{ owner, key }] = await store.read(["keys"], (keys) => asked(keys.getAll()));
      return new Outbox(store, owner, key);
    })();
    return mine;
  }

  async function until(found, what) {
    const end = performance.now() + PATIENCE_MS;
    for (;;) {
      const answer = await found();
      if (answer) return answer;
      if (performance.now() > end) throw new Error(`${what} did not come`);
      await rest(5);
    }
  }

  const press = (id) => async () => {
    if (location.hash !== `#/log/${id}/photos`) return false;
    const button = document.querySelector(".screen.is-log .field-foot button.action");
    if (!button || button.disabled) return false;
    button.click();
    return true;
  };

  /** Write a report down with its photos, all but the last press; answers its id. */
  async function write({ body, photos }) {
    const { Draft } = await of("draft");
    const id = crypto.randomUUID();
    const first = { body: { reported_at: new Date().toISOString(), ...body }, label: { title: "made", where: "made" } };
    const draft = await Draft.open(await outbox(), id, "issue", first);
    await draft.set({});
    for (const photo of photos)
      await draft.addPhoto(new Blob([bytesOf(photo)], { type: "image/jpeg" }), { moment: "before" });
    draft.leave();
    return id;
  }

  /** Press the button of a report that is written down; answers what the page then says: saved, or why it is not. */
  async function save(id) {
    location.hash = `#/log/${id}/photos`;
    const began = performance.now();
    await until(press(id), "the button");
    return until(() => {
      const told = document.querySelector(REFUSED);
      if (told) return { refused: told.textContent, took: (performance.now() - began) / 1000 };
      return location.hash === `#/log/${id}/done` && document.querySelector(SAVED) && { refused: null };
    }, "a word of the page");
  }

  /** What the phone keeps of a report. */
  async function kept(id) {
    const { digest, photos } = await (await outbox()).item(id);
    return { id, digest, photos };
  }

  /** Report something; answers what the phone keeps of it. */
  async function log(report) {
    const id = await write(report);
    const { refused } = await save(id);
    if (refused) throw new Error(refused);
    return kept(id);
  }

  /** Report one thing after the other, and say of each that the page said so, until somebody ends it. */
  async function goOn(reports) {
    for (const report of reports) console.log(`saved ${JSON.stringify(await log(report))}`);
  }

  /** How it stands: of each state how many, what the server answered for those that wait, and why others are stuck. */
  async function stand() {
    const items = await (await outbox()).items();
    const count = (wanted) => items.filter(({ state }) => state === wanted).length;
    return {
      draft: count("draft"),
      saved: count("saved"),
      sent: count("sent"),
      confirmed: count("confirmed"),
      waits: items.filter(({ reason }) => reason?.status && !reason.stuck).map(({ reason }) => reason.status),
      stuck: items.filter(({ reason }) => reason?.stuck).map(({ reason }) => `${reason.code}: ${reason.message}`),
    };
  }

  /** Try to open what others left on this phone, with whatever keys lie there; answers how much of how many it opens. */
  async function pry() {
    const [{ Store, asked }, { openJson }] = [await of("store"), await of("seal")];
    const store = await Store.open(() => {});
    const [keys, items] = await store.read(["keys", "items"], async (keyStore, itemStore) => [
      await asked(keyStore.getAll()),
      await asked(itemStore.getAll()),
    ]);
    const { owner } = await outbox();
    const others = items.filter((item) => item.owner !== owner && item.state !== "confirmed");
    let opened = 0;
    for (const { id, sealed } of others)
      for (const { key } of keys) {
        const found = await openJson(key, sealed, id).catch(() => null);
        if (found) opened += 1;
      }
    return { records: others.length, opened };
  }

  /** Give two answers at once, the first of them much longer; answers what lies on the phone in the end. */
  async function hurry() {
    const [{ Draft }, mine] = [await of("draft"), await outbox()];
    const draft = await Draft.open(mine, crypto.randomUUID(), "issue", { body: {}, label: {} });
    const long = draft.set({ body: { description: "first ".repeat(2_000_000) } });
    const short = draft.set({ body: { description: "last" } });
    await Promise.all([long, short]);
    const { body } = await mine.content(draft.id);
    await draft.drop();
    return body.description;
  }

  /** Leave a photo that no record names, beside one that a draft does; answers which of them a minute's sweeping leaves. */
  async function litter(photos) {
    const [{ Store, asked }, mine] = [await of("store"), await outbox()];
    const store = await Store.open(() => {});
    const [stray, named] = photos;
    const closed = await mine.closed(new Blob([bytesOf(stray)]));
    await store.write(["photos"], (kept) => asked(kept.put(closed)));
    const id = await write({ body: {}, photos: [named] });
    await mine.sweep();
    const now = Date.now;
    Date.now = () => now() + 61_000;
    await mine.sweep();
    Date.now = now;
    const left = await store.read(["photos"], (kept) => asked(kept.getAllKeys()));
    await mine.drop(id);
    return left.map(([, digest]) => digest);
  }

  /** Throw away whatever was written down and not saved. */
  async function tidy() {
    const mine = await outbox();
    for (const { id, state } of await mine.items()) if (state === "draft") await mine.drop(id);
  }

  /** How many keys lie on this phone. */
  async function keys() {
    const { Store, asked } = await of("store");
    const store = await Store.open(() => {});
    return store.read(["keys"], (kept) => asked(kept.count()));
  }

  /** Which edition the outbox is of. */
  async function edition() {
    return (await indexedDB.databases()).find(({ name }) => name === "golmok-outbox").version;
  }

  /** Find a signal, unless the page is sending already. */
  function nudge() {
    if (document.documentElement.dataset.sending !== "sending") window.dispatchEvent(new Event("online"));
  }

  /** Find one whenever there was none, until everything is confirmed or stuck; answers how long that took. */
  async function send() {
    const began = performance.now();
    for (;;) {
      const { saved, sent, stuck } = await stand();
      if (saved + sent === stuck.length) return (performance.now() - began) / 1000;
      nudge();
      await rest(20);
    }
  }

  return { write, save, kept, log, goOn, stand, hurry, litter, tidy, pry, keys, edition, nudge, send };
})();
