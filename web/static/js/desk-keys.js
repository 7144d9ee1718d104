/** Shortcuts of a desk: one table that both works and is shown. */

const { el, t } = window.golmok;

export class DeskKeys {
  /** rows: keys, how they are shown, text, run(key). */
  constructor(dialog, rows) {
    this.dialog = dialog;
    this.rows = [...rows, { keys: ["?"], text: t("단축키 보기"), run: () => this.open() }];
    document.addEventListener("keydown", (event) => this.key(event));
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return;
    if (document.querySelector("dialog[open]") || isElsewhere(event)) return;
    const row = this.rows.find(({ keys }) => keys.includes(event.key) || keys.includes(event.key.toLowerCase()));
    if (!row) return;
    event.preventDefault();
    row.run(event.key);
  }

  open() {
    const line = ({ keys, shown = keys, text }) =>
      el("tr", {}, el("th", { scope: "row" }, shown.map((key) => el("kbd", {}, key))), el("td", {}, text));
    this.dialog.replaceChildren(
      el(
        "button",
        { type: "button", class: "golmok-close", "aria-label": t("닫기"), onclick: () => this.dialog.close() },
        "×",
      ),
      el("h2", { id: "keys-title" }, t("단축키")),
      el("table", {}, el("tbody", {}, this.rows.map(line))),
    );
    this.dialog.showModal();
  }
}

/** Fields keep their letters; the map keeps its arrows; a button that is no row keeps its Enter. */
function isElsewhere({ target, key }) {
  if (target.closest?.("select, textarea, [contenteditable], input:not([type=checkbox])")) return true;
  if (target.closest?.(".golmok-map") && (key === "Enter" || key.startsWith("Arrow") || key === "-")) return true;
  return key === "Enter" && Boolean(target.closest?.("button:not(.row), a, summary"));
}
