/** Shortcuts: one table that both works and is shown; single letters can be switched off. */

const { el, t } = window.golmok;
const STORE = "golmok-letters-off";

/** handlers: name to function; map says whether there is a map to move. */
export class Shortcuts {
  constructor(dialog, handlers) {
    this.dialog = dialog;
    this.rows = [
      { keys: ["/"], text: t("검색"), run: handlers.search },
      { keys: ["t"], text: t("지도와 표 바꾸기"), run: handlers.toggleView },
      { keys: ["1", "2", "3", "4"], text: t("종합, 주거, 보행, 신뢰도"), run: (key) => handlers.axis(Number(key) - 1) },
      { keys: ["?"], text: t("단축키 보기"), run: () => this.open() },
      { keys: ["Esc"], text: t("카드나 목록 닫기"), run: handlers.close, always: true },
      { keys: ["←", "↑", "→", "↓"], text: t("지도 옮기기 (지도에 초점이 있을 때)") },
      { keys: ["+", "−"], text: t("지도 확대와 축소 (지도에 초점이 있을 때)") },
      { keys: ["Enter"], text: t("지도 한가운데 구간의 카드 (지도에 초점이 있을 때)") },
    ];
    document.addEventListener("keydown", (event) => this.key(event));
  }

  get lettersOff() {
    return areLettersOff();
  }

  key(event) {
    if (isElsewhere(event)) return;
    const pressed = event.key === "Escape" ? "Esc" : event.key.toLowerCase();
    const row = this.rows.find(({ keys, run }) => run && keys.includes(pressed));
    if (!row || (!row.always && (this.lettersOff || isField(event.target)))) return;
    event.preventDefault();
    row.run(pressed);
  }

  open() {
    const line = ({ keys, text }) =>
      el(
        "tr",
        {},
        el(
          "th",
          { scope: "row" },
          keys.map((key) => el("kbd", {}, key)),
        ),
        el("td", {}, text),
      );
    const letters = el("input", {
      type: "checkbox",
      checked: !this.lettersOff,
      onchange: ({ target }) => localStorage.setItem(STORE, target.checked ? "no" : "yes"),
    });
    this.dialog.replaceChildren(
      el(
        "button",
        { type: "button", class: "golmok-close", "aria-label": t("닫기"), onclick: () => this.dialog.close() },
        "×",
      ),
      el("h2", { id: "keys-title" }, t("단축키")),
      el("table", {}, el("tbody", {}, this.rows.map(line))),
      el("label", { class: "letters" }, letters, el("span", {}, t("글자와 숫자 단축키 쓰기"))),
    );
    this.dialog.showModal();
  }
}

const areLettersOff = () => localStorage.getItem(STORE) === "yes";

const isElsewhere = (event) => event.ctrlKey || event.metaKey || event.altKey || event.isComposing || document.querySelector("dialog[open]");

/** Go to a field by a letter, on a page that has no other shortcuts. */
export function goByLetter(letter, field) {
  document.addEventListener("keydown", (event) => {
    if (event.key !== letter || isElsewhere(event) || isField(event.target) || areLettersOff()) return;
    event.preventDefault();
    field.focus();
  });
}

const isField = (target) =>
  target.closest?.("input:not([type=radio], [type=checkbox]), select, textarea, [contenteditable]");
