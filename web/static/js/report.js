/** The form of residents, made easier: a pin on the map, small photos, and one press that sends once. */

import { PhotoChoice } from "./report-photos.js";
import { Pin } from "./report-pin.js";

const byId = (id) => document.getElementById(id);
const form = byId("report");

byId("pinning").hidden = false;
new Pin(window.golmok.shell, form);
const photos = new PhotoChoice(byId("photos"), byId("photos-said"));

const RENEWED_AFTER_MS = 15 * 60 * 1000; // a form is good for half an hour
const opened = Date.now();

form.addEventListener("submit", async (event) => {
  byId("send").disabled = true;
  const isOld = Date.now() - opened > RENEWED_AFTER_MS;
  if (!photos.isBusy && !isOld) return;
  event.preventDefault();
  await photos.settled;
  if (isOld) await renew().catch(() => null); // without a connection the browser itself says so
  form.submit();
});

/** A new key for whoever writes slowly, so that what was written and chosen is sent as it is. */
async function renew() {
  const answer = await fetch(form.action);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  form.elements.csrf_token.value = page.getElementById("report").elements.csrf_token.value;
}

// Whoever comes back by the browser's own button may send again; the server knows the form and files it once.
window.addEventListener("pageshow", () => (byId("send").disabled = false));
