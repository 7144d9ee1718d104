/** What waits on the phone: sealed tips, each with the id, district and channel that the server needs to take it. */

const NAME = "golmok-tell";
const STORE = "tips";

const done = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

async function open() {
  const asked = indexedDB.open(NAME, 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: "id" });
  return done(asked);
}

/** Do one thing, and answer once it is on the disk. */
async function within(mode, act) {
  const database = await open();
  try {
    const turn = database.transaction(STORE, mode, { durability: "strict" });
    const over = new Promise((resolve, reject) => {
      turn.oncomplete = resolve;
      turn.onabort = turn.onerror = () => reject(turn.error);
    });
    const answer = await done(act(turn.objectStore(STORE)));
    await over;
    return answer;
  } finally {
    database.close();
  }
}

export const keep = (tip) => within("readwrite", (store) => store.add(tip));
export const waiting = () => within("readonly", (store) => store.getAll());
export const forget = (id) => within("readwrite", (store) => store.delete(id));
