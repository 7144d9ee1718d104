/** Shortcuts of the review page: one table that both works and is shown. */

const { el, t } = window.golmok;

export class ReviewKeys {
  constructor(dialog, on) {
    this.dialog = dialog;
    this.rows = [
      { keys: ["j", "ArrowDown"], shown: ["j", "↓"], text: t("다음 민원"), run: () => on.move(1) },
      { keys: ["k", "ArrowUp"], shown: ["k", "↑"], text: t("앞 민원"), run: () => on.move(-1) },
      { keys: ["1", "2", "3", "4", "5"], text: t("그 번호의 골목으로 정하기"), run: (key) => on.choose(Number(key) - 1) },
      { keys: ["Enter"], text: t("첫째 후보로 정하기"), run: () => on.choose(0) },
      { keys: ["0", "-"], text: t("미배정으로 두기"), run: () => on.leave() },
      { keys: ["x"], text: t("고르기, 고르기 풀기"), run: () => on.select() },
      { keys: ["a"], text: t("고른 것이나 묶음을 모두 첫째 후보로"), run: () => on.acceptAll() },
      { keys: ["u"], text: t("마지막으로 정한 것 되돌리기"), run: () => on.undo() },
      { keys: ["?"], text: t("단축키 보기"), run: () => this.open() },
    ];
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
