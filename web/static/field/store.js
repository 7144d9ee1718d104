/** IndexedDB, wrapped small: when a promise of `run` is kept, what it wrote is on the disk. */

const NAME = "golmok-outbox";
const SLOW_MS = 10_000;

/**
 * One step an edition; never edit a step that is out there. The files of the page have editions of their own:
 * a new page opens an old outbox, and an old page that is still open makes way.
 */
const STEPS = [
  (db) => {
    db.createObjectStore("keys", { keyPath: "owner" });
    db.createObjectStore("items", { keyPath: "id" }).createIndex("owner", "owner");
    db.createObjectStore("photos", { keyPath: ["owner", "sha256"] });
    db.createObjectStore("areas", { keyPath: "owner" });
  },
  (db) => db.createObjectStore("pictures", { keyPath: ["owner", "sha256"] }),
];

/** The outbox cannot be opened or written: `kind` is stale, full or broken. */
export class StoreFault extends Error {
  constructor(kind, cause) {
    super(`The outbox is ${kind}.`, { cause });
    this.kind = kind;
  }
}

const faultOf = (error) => new StoreFault(error?.name === "QuotaExceededError" ? "full" : "broken", error);

/** A request of IndexedDB as a promise. */
export const asked = (request) =>
  new Promise((keep, fail) => {
    request.onsuccess = () => keep(request.result);
    request.onerror = () => fail(request.error);
  });

export class Store {
  #db;

  /**
   * Open; `onStale` is called when a newer page needs this one to make way, `onSlow` when it takes long: another window
   * does not make way, or the phone is busy. It is waited for all the same.
   */
  static async open(onStale, onSlow) {
    const store = new Store();
    store.#db = await opened(onSlow);
    store.#db.onversionchange = () => {
      store.#db.close();
      onStale();
    };
    return store;
  }

  /** Read or write in one transaction; `work` may await requests of IndexedDB only. */
  async run(names, mode, work) {
    let transaction;
    try {
      transaction = this.#db.transaction(names, mode, { durability: "strict" });
    } catch (error) {
      throw new StoreFault("stale", error); // closed for a newer page
    }
    const done = new Promise((keep, fail) => {
      transaction.oncomplete = keep;
      transaction.onabort = () => fail(faultOf(transaction.error));
    });
    done.catch(() => {}); // heard below, or told by what work threw
    try {
      const result = await work(...names.map((name) => transaction.objectStore(name)));
      await done;
      return result;
    } catch (error) {
      if (error instanceof StoreFault) throw error;
      try {
        transaction.abort();
      } catch {
        // it had ended by itself
      }
      throw error instanceof DOMException ? faultOf(error) : error;
    }
  }

  read(names, work) {
    return this.run(names, "readonly", work);
  }

  write(names, work) {
    return this.run(names, "readwrite", work);
  }
}

/**
 * Drop what the server told of the area, and its photos: whoever may not ask for it any more does not see it without a
 * signal either. What they wrote stays.
 */
export const dropTold = (store) =>
  store.write(["areas", "pictures"], (...stores) => {
    for (const one of stores) one.clear();
  });

function opened(onSlow) {
  return new Promise((keep, fail) => {
    const request = indexedDB.open(NAME, STEPS.length);
    const slow = setTimeout(() => onSlow?.(), SLOW_MS);
    request.onupgradeneeded = ({ oldVersion }) => {
      for (const step of STEPS.slice(oldVersion)) step(request.result);
    };
    request.onsuccess = () => {
      clearTimeout(slow);
      keep(request.result);
    };
    request.onerror = () => {
      clearTimeout(slow);
      fail(request.error?.name === "VersionError" ? new StoreFault("stale", request.error) : faultOf(request.error));
    };
  });
}
