/** On the login page: whoever comes next must not open what the last one left on this phone. */

import { leave } from "./identity.js";
import { Store } from "./store.js";

const databases = await indexedDB.databases?.();
if (databases === undefined || databases.some(({ name }) => name === "golmok-outbox")) {
  const store = await Store.open(() => {});
  await leave(store);
}
