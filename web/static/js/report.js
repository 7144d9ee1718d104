/** The form of residents, made easier: a pin on the map, small photos, and one press that sends once. */

import { PhotoChoice } from "./report-photos.js";
import { Pin } from "./report-pin.js";

const byId = (id) => document.getElementById(id);
const form = byId("report");

byId("pinning").hidden = false;
new Pin(window.golmok.shell, form);
const photos = new PhotoChoice(byId("photos"), byId("photos-said"));

form.addEventListener("submit", async (event) => {
  byId("send").disabled = true;
  if (!photos.isBusy) return;
  event.preventDefault();
  await photos.settled;
  form.submit();
});

// Whoever comes back by the browser's own button may send again; the server knows the form and files it once.
window.addEventListener("pageshow", () => (byId("send").disabled = false));
