/** The menu of what can be taken away: every address says what the page shows now. */

const golmok = window.golmok;
const { t } = golmok;
const quotable = (text) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
const PUBLIC = ["district", "overall", "residential", "walking", "confidence", "area"]; // what everybody may choose by

export class OutMenu {
  /** shown() tells what the page shows: { choice, words, box, axis, layers }. */
  constructor(dialog, shown) {
    Object.assign(this, { dialog, shown });
    this.code = dialog.querySelector("#out-code");
    this.said = dialog.querySelector("#out-said");
    dialog.addEventListener("input", () => this.aim());
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog) dialog.close();
      if (/\.(pdf|png|html)/.test(event.target.dataset?.out ?? ""))
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
    const { choice, words, box, axis, layers } = this.shown();
    const form = (name) => this.dialog.querySelector(`[name=${name}]`).value;
    const chosen = Object.entries(choice).flatMap(([key, wanted]) => wanted.map((one) => [key, one]));
    const paper = [["size", form("size")], ["turn", form("turn")], ["axis", axis], ["layers", layers.join(",")]];
    if (form("extent") === "view") paper.push(["box", box]);
    if (form("title").trim()) paper.push(["title", form("title").trim()]);
    this.dialog.querySelector("#out-what").textContent = words;
    const isPublic = chosen.every(([key]) => PUBLIC.includes(key));
    this.dialog.querySelector("#out-shut").hidden = isPublic;
    for (const link of this.dialog.querySelectorAll("[data-out]")) {
      const { out, dpi } = link.dataset;
      if ("public" in link.dataset && !isPublic) {
        link.removeAttribute("href");
        continue;
      }
      const isPaper = /\.(pdf|png)$/.test(out);
      const asked = [...chosen, ...(isPaper ? paper : []), ...(dpi ? [["dpi", dpi]] : []), ...(out.startsWith("/") ? [["axis", axis]] : [])];
      link.setAttribute("href", `${out.startsWith("/") ? out : `/plan/out/${out}`}${written(asked)}`);
    }
    this.embed(chosen, axis);
  }

  /** The code for another site: of what everybody may see, which it also says. */
  embed(chosen, axis) {
    const open = chosen.filter(([key]) => PUBLIC.includes(key));
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
    left.textContent = t("직원만 보는 조건은 심는 지도에서 빠집니다.");
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
