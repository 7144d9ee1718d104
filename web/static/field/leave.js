/** Where one gets to by logging out: what the last one left open on this phone is closed at once. */

import { whoWasHere } from "./identity.js";
import { Store } from "./store.js";

const databases = await indexedDB.databases?.();
if (!databases || databases.some(({ name }) => name === "golmok-outbox")) await whoWasHere(await Store.open(() => {}));
