/** Beside the map: the figures of a finding, its numbers by district and whatever else, its definition; each leads to its rows. */

import { isNumber, written } from "./findings-words.js";

const golmok = window.golmok;
const { el, t } = golmok;
const byId = (id) => document.getElementById(id);

/** "facet:option" of addresses, as a choice, and back. */
export function choiceOf(where) {
  const choice = {};
  for (const one of where) {
    const [facet, ...option] = one.split(":");
    (choice[facet] ??= []).push(option.join(":"));
  }
  return choice;
}

export const whereOf = (choice) =>
  Object.entries(choice).flatMap(([facet, options]) => options.map((option) => `${facet}:${option}`));

export const isSame = (one, other) => [...whereOf(one)].sort().join() === [...whereOf(other)].sort().join();

export class FindingSide {
  /** choose(choice, sort) when a number is pressed: with the column that it is the sum of, where it is one. */
  constructor(choose) {
    this.choose = choose;
  }

  draw(found, choice) {
    byId("question").textContent = found.question;
    byId("limits").replaceChildren(el("b", {}, t("한계")), ` ${found.limits}`);
    const seed = found.seed === null ? [] : [el("p", {}, t("난수의 씨 {seed}: 같은 자료에서는 언제나 같은 결과가 나옵니다.", { seed: found.seed }))];
    byId("definition").replaceChildren(found.definition, ...seed);
    this.mark(found, choice);
  }

  /** Draw the numbers, those whose rows are shown pressed. */
  mark(found, choice) {
    const focused = document.activeElement?.id;
    byId("figures").replaceChildren(...found.figures.map((one) => this.figure(one, choice)));
    const open = new Set([...byId("parts").querySelectorAll("details[open]")].map((one) => one.dataset.part));
    const isFirst = !byId("parts").childElementCount || byId("parts").dataset.of !== found.title;
    byId("parts").dataset.of = found.title;
    byId("parts").replaceChildren(
      ...found.parts.map((part, i) => this.part(part, choice, isFirst ? i === found.parts.length - 1 : open.has(part.facet))),
    );
    document.getElementById(focused)?.focus();
  }

  figure({ key, label, unit, value, where }, choice) {
    const rows = choiceOf(where);
    return el(
      "button",
      { type: "button", id: `figure-${key}`, class: "finding-figure", "aria-pressed": String(isSame(rows, choice)), onclick: () => this.choose(rows) },
      el("strong", {}, written(unit, value)),
      el("span", {}, label),
    );
  }

  /** A number beside an option, the way to its rows; what is not known, or none at all, has none. */
  cell({ key: column, label, unit, where, facet: of, sums }, { facet, key, name, value }, choice) {
    const said = written(unit, value);
    if (value === null || (value === 0 && (unit === "count" || sums))) return said;
    const wanted = { ...choiceOf(where), [of]: [key] };
    return el(
      "button",
      {
        type: "button",
        id: `cell-${facet}-${key}-${column}`,
        class: "row-count",
        title: sums ? t("{label}: 아래 행의 값을 모두 더한 수", { label }) : null,
        "aria-pressed": String(isSame(wanted, choice)),
        "aria-label": t("{name} {label}: {value}", { name, label, value: said }),
        onclick: () => this.choose(wanted, sums),
      },
      said,
    );
  }

  part({ facet, label, columns, rows, where }, choice, isOpen) {
    const head = [label, ...columns.map((column) => column.label)];
    const line = ({ key, label: name, values }) => {
      const wanted = { ...choiceOf(where), [facet]: [key] };
      const button = el(
        "button",
        { type: "button", id: `part-${facet}-${key}`, class: "finding-open", "aria-pressed": String(isSame(wanted, choice)), onclick: () => this.choose(wanted) },
        name,
      );
      const cells = values.map((value, i) => el("td", { class: isNumber(columns[i].unit) ? "number" : null }, this.cell(columns[i], { facet, key, name, value }, choice)));
      return el("tr", {}, el("th", { scope: "row" }, button), cells);
    };
    const table = el(
      "table",
      { class: "finding-part" },
      el("thead", {}, el("tr", {}, head.map((title, i) => el("th", { scope: "col", class: i ? "number" : null }, title)))),
      el("tbody", {}, rows.map(line)),
    );
    const scroller = el("div", { class: "scroller", tabindex: "0", role: "region", "aria-label": t("{title} 표", { title: label }) }, table);
    return el("details", { class: "plan-facet", "data-part": facet, open: isOpen }, el("summary", {}, t("{title}별", { title: label })), scroller);
  }
}

/** How far a finding is that is being worked out. */
export function wait(progress) {
  byId("wait").hidden = progress === null;
  if (progress === null) return;
  const STEPS = { reading: t("자료를 읽고 있습니다."), dealing: t("순열을 돌리고 있습니다."), drawing: t("가중치를 바꿔 다시 매기고 있습니다.") };
  const said = STEPS[progress.step] ?? STEPS.reading;
  if (byId("wait-said").textContent !== said) byId("wait-said").textContent = said;
  const bar = byId("wait-bar");
  if (progress.total) Object.assign(bar, { max: progress.total, value: progress.done });
  else bar.removeAttribute("value");
}
