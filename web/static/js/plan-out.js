/** The menu of what can be taken away: every address says what the page shows now. */

import { partsOf } from "./plan-area.js";

const golmok = window.golmok;
const { t } = golmok;
const quotable = (text) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
const PUBLIC = ["district", "overall", "residential", "walking", "confidence"]; // what everybody may choose by

/** Whether everybody may choose by it; segments picked by name may be those of a condition that only staff know. */
const isOpen = ([key, wanted]) => PUBLIC.includes(key) || (key === "area" && Boolean(partsOf(wanted)?.every(({ corners }) => corners)));

export class OutMenu {
  /** shown() tells what the page shows: { choice, words, box, axis, layers, moment, chosen, seen }. */
  constructor(dialog, shown) {
    Object.assign(this, { dialog, shown });
    this.code = dialog.querySelector("#out-code");
    this.said = dialog.querySelector("#out-said");
    dialog.addEventListener("input", () => this.aim());
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog) dialog.close();
      const { out, behind } = event.target.dataset ?? {};
      if (behind === undefined && /\.(pdf|png|html)/.test(out ?? ""))
        this.said.textContent = t("만들고 있습니다. 큰 도시는 십여 초 걸립니다. 끝나면 저절로 내려받습니다.");
    });
    dialog.querySelector("#out-copy").addEventListener("click", () => this.copy());
  }

  open() {
    this.said.textContent = "";
    this.aim();
    this.dialog.showModal();
  }

  /** Point every address at what is shown. */
  aim() {
    const { choice, words, box, axis, layers, moment, chosen: all, seen } = this.shown();
    const then = Object.entries(moment);
    const form = (name) => this.dialog.querySelector(`[name=${name}]`).value;
    const chosen = Object.entries(choice).flatMap(([key, wanted]) => wanted.map((one) => [key, one]));
    const paper = [["size", form("size")], ["turn", form("turn")], ["axis", axis], ["layers", layers.join(",")], ...then];
    if (form("extent") === "view") paper.push(["box", box]);
    if (form("title").trim()) paper.push(["title", form("title").trim()]);
    this.dialog.querySelector("#out-what").textContent = words;
    const isPublic = chosen.every(isOpen);
    this.dialog.querySelector("#out-shut").hidden = isPublic;
    for (const one of this.dialog.querySelectorAll("[data-then]")) one.hidden = (one.dataset.then === "shown") !== then.length > 0;
    for (const link of this.dialog.querySelectorAll("[data-out]")) {
      const { out, dpi } = link.dataset;
      const isPaper = /\.(pdf|png)$/.test(out);
      const isPosted = "public" in link.dataset || out.startsWith("/"); // safe to post, so of now alone
      if (("public" in link.dataset && !isPublic) || (then.length && isPosted && !isPaper)) {
        link.removeAttribute("href");
        continue;
      }
      const asked = [...chosen, ...(isPaper ? paper : then), ...(dpi ? [["dpi", dpi]] : []), ...(out.startsWith("/") ? [["axis", axis]] : [])];
      const address = `${out.startsWith("/") ? out : `/plan/out/${out}`}${written(asked)}`;
      const isBehind = this.isBig(out, form("extent") === "view" ? seen : all, all);
      link.toggleAttribute("data-behind", isBehind);
      link.setAttribute("href", isBehind ? `/plan/out/made/new${written([["of", address]])}` : address);
    }
    this.dialog.querySelector("#out-behind").hidden = !this.dialog.querySelector("[data-behind]");
    this.embed(chosen, axis);
  }

  /** Whether nobody waits at the screen for it. */
  isBig(out, onPaper, all) {
    const { mostSegments, mostRows } = this.dialog.dataset;
    if (/\.(pdf|png)$/.test(out)) return onPaper.segments > Number(mostSegments);
    return out.endsWith(".xlsx") && (out.startsWith("issues") ? all.issues : all.segments) > Number(mostRows);
  }

  /** The code for another site: of what everybody may see, which it also says. */
  embed(chosen, axis) {
    const open = chosen.filter(isOpen);
    const frame = {
      src: `${window.location.origin}/embed${written([...open, ...(axis === "overall" ? [] : [["axis", axis]])])}`,
      title: t("골목 등급 지도"),
      width: "100%",
      height: "480",
      loading: "lazy",
      referrerpolicy: "no-referrer",
    };
    const attributes = Object.entries(frame).map(([name, value]) => ` ${name}="${quotable(value)}"`);
    this.code.value = `<iframe${attributes.join("")}></iframe>`; // text to copy, no element of this page
    const left = this.dialog.querySelector("#out-private");
    left.hidden = open.length === chosen.length;
    left.textContent = t("직원만 보는 조건과 하나씩 고른 구간은 심는 지도에서 빠집니다.");
  }

  async copy() {
    this.code.select();
    try {
      await navigator.clipboard.writeText(this.code.value);
      this.said.textContent = t("코드를 복사했습니다.");
    } catch {
      this.said.textContent = t("코드를 골라 두었습니다. Ctrl+C로 복사하세요.");
    }
  }
}

function written(pairs) {
  const query = new URLSearchParams(pairs);
  return query.size ? `?${query}` : "";
}
