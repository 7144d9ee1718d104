/** Where one logs in, and after one logged out: whoever comes next must not open what the last one left on this phone. */

import { leave } from "./identity.js";
import { Store } from "./store.js";

const isLeft = dropKey();

// Nobody goes on before it is done.
for (const form of document.forms) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    isLeft.finally(() => form.submit());
  });
}

async function dropKey() {
  const databases = await indexedDB.databases?.();
  if (databases && !databases.some(({ name }) => name === "golmok-outbox")) return;
  await leave(await Store.open(() => {}));
}
