/** The page for telling of a household: what is typed is sealed before it is stored, and sent when there is a signal. */

import { seal, toBase64, toBytes, toHex } from "./box.js";
import { forget, keep, waiting } from "./queue.js";

const KNOWN = "golmok-tell-desk";
const find = (id) => document.getElementById(id);
const words = find("words-of-page").dataset;
const form = find("tip");

/** Who is there, of which districts they may tell, and the public key of the desks: as last heard. */
let desk = JSON.parse(localStorage.getItem(KNOWN) ?? "null");
let csrf = null;
let isSending = false;

function say(text) {
  find("said").textContent = text ?? "";
  find("said").hidden = !text;
}

/** Ask the server who is there; without a signal, go on with what it said last. */
async function hear() {
  let answer;
  try {
    answer = await fetch("/tell/key", { headers: { Accept: "application/json" }, cache: "no-store" });
  } catch {
    csrf = null;
    return;
  }
  find("login").hidden = answer.status !== 401;
  if (!answer.ok) {
    csrf = null;
    return;
  }
  const { csrf: token, ...told } = await answer.json();
  csrf = token;
  desk = told;
  localStorage.setItem(KNOWN, JSON.stringify(desk));
}

function offer() {
  form.hidden = !desk;
  if (!desk) return say(words.first);
  if (find("said").textContent === words.first) say();
  const chosen = form.district.value;
  form.district.replaceChildren(...desk.districts.map(({ code, name }) => new Option(name, code)));
  if (desk.districts.some(({ code }) => code === chosen)) form.district.value = chosen;
  const usual = form.querySelector(`[name=channel][value=${desk.role === "honorary" ? "honorary" : "office"}]`);
  if (!form.querySelector("[name=channel]:checked")) usual.checked = true;
  offerShops();
}

/** A shop that tells is named within the seal alone; which shops there are everybody knows. */
function offerShops() {
  const told = (desk?.shops ?? []).filter(({ district }) => district === form.district.value);
  const chosen = form.shop.value;
  form.shop.replaceChildren(new Option(words.noShop, ""), ...told.map(({ name }) => new Option(name, name)));
  form.shop.value = told.some(({ name }) => name === chosen) ? chosen : "";
  find("which-shop").hidden = form.channel.value !== "shop" || !told.length;
}

async function count() {
  const tips = await waiting();
  const told = find("waiting").dataset;
  find("waiting").textContent = tips.length ? told.some.replace("{count}", tips.length) : told.none;
  find("send").hidden = !tips.length || !find("login").hidden;
  if (desk && tips.some((tip) => tip.user !== desk.user)) say(words.others);
}

/** Send one; answers whether it is at the desk, which only a receipt of the same bytes says. */
async function sendOne({ id, district, channel, sealed }) {
  const answer = await fetch(`/tell/tips/${id}`, {
    method: "PUT",
    headers: { Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": csrf },
    body: JSON.stringify({ district, channel, sealed }),
  });
  if (!answer.ok) return false;
  const receipt = await answer.json();
  const digest = toHex(new Uint8Array(await crypto.subtle.digest("SHA-256", toBytes(sealed))));
  return receipt.id === id && receipt.digest === digest;
}

async function send() {
  if (isSending) return;
  isSending = true;
  try {
    await hear();
    const own = csrf ? (await waiting()).filter((tip) => tip.user === desk.user) : [];
    for (const tip of own) {
      if (await sendOne(tip)) await forget(tip.id);
      else say(words.refused);
    }
    if (own.length && !(await waiting()).some((tip) => tip.user === desk.user)) say(words.sent);
  } catch {
    csrf = null; // no signal: it goes on waiting
  } finally {
    isSending = false;
    offer();
    await count();
  }
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const { district, channel, where, who, shop, words: seen } = Object.fromEntries(new FormData(form));
  const id = crypto.randomUUID();
  const place = `golmok tip/${id}/${district}/${channel}`;
  const said = { where: where.trim(), who: who.trim(), words: seen.trim(), shop: channel === "shop" ? shop : "", at: new Date().toISOString() };
  const sealed = toBase64(await seal(desk.key, said, place));
  try {
    await keep({ id, user: desk.user, district, channel, sealed });
  } catch {
    say(words.full); // the form stays as it is
    return;
  }
  form.reset();
  say(words.kept);
  await send();
  find("queue").scrollIntoView({ block: "nearest" });
});

form.addEventListener("change", offerShops);
find("send").addEventListener("click", send);
addEventListener("online", send);
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && send());
if ("serviceWorker" in navigator) navigator.serviceWorker.register("/tell/sw.js", { scope: "/tell" });
offer();
await send();
document.documentElement.dataset.ready = "true";
