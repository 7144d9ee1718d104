/** The form of one decision: only the fields that it needs, and its words. */

import { ask } from "./api.js";
import { whereabouts } from "./work-words.js";

const { el, t } = window.golmok;
const OTHER = "other";
let made = 0;

/** A form for an act; about are the issues it is for, send(decision) is called with what was filled in. */
export function decisionForm({ act, move = null, label, needs = [], reasons = [], choices, about, send, cancel }) {
  const parts = [];
  if (needs.includes("blocker")) parts.push(blockers(choices));
  if (needs.includes("into")) parts.push(targets(about));
  if (act === "assign") parts.push(...assignees(choices));
  if (act === "classify") parts.push(...deadlines(choices));
  if (act === "reply" || act === "note") parts.push(...words(act, choices, about));
  if (needs.includes("reason")) parts.push(...why(reasons));
  const form = el(
    "form",
    { class: "decision", "aria-label": label },
    ...parts,
    el(
      "div",
      { class: "many-tools" },
      el("button", { class: "tool is-main" }, label),
      el("button", { type: "button", class: "tool", onclick: cancel }, t("그만두기")),
    ),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send({ act, move, ...filled(new FormData(form)) });
  });
  return form;
}

/** What was filled in, without what was left empty. */
function filled(form) {
  const said = Object.fromEntries([...form].filter(([, value]) => value.trim() !== ""));
  const { to, other, ...rest } = said;
  if (!to) return rest;
  const [kind, id] = to.split(/:(.*)/s);
  if (kind === "team") return { ...rest, team: id };
  if (kind === "department") return { ...rest, department: id };
  return kind === OTHER && other ? { ...rest, department: other } : rest;
}

function area(name, label, value = "") {
  const id = `${name}-${(made += 1)}`;
  return [
    el("label", { for: id }, label),
    el("textarea", { id, name, rows: 3, required: true, maxlength: 2000 }, value),
  ];
}

/** Why: what is often said by one press, which puts it where one may say more. */
function why(reasons) {
  const [label, text] = area("reason", t("이유"));
  const put = (reason) => {
    text.value = reason;
    text.focus();
  };
  const often = reasons.map((reason) => el("button", { type: "button", class: "tool", onclick: () => put(reason) }, reason));
  return [label, el("div", { class: "many-tools", role: "group", "aria-label": t("자주 쓰는 말") }, often), text];
}

function blockers({ blockers: offered }) {
  const chip = ({ id, label }) =>
    el("label", { class: "chip" }, el("input", { type: "radio", name: "blocker", value: id, required: true }), el("span", {}, label));
  return el("fieldset", { class: "chips" }, el("legend", {}, t("무엇에 막혔습니까?")), offered.map(chip));
}

function assignees({ teams, departments }) {
  const id = `to-${(made += 1)}`;
  const other = el("input", { type: "text", name: "other", maxlength: 60, hidden: true, placeholder: t("부서 이름"), "aria-label": t("부서 이름") });
  const select = el(
    "select",
    {
      id,
      name: "to",
      onchange: ({ target }) => {
        other.hidden = target.value !== `${OTHER}:`;
        other.required = !other.hidden;
        if (!other.hidden) other.focus();
      },
    },
    el("optgroup", { label: t("추진단") }, teams.map((team) => el("option", { value: `team:${team.id}` }, team.name))),
    el(
      "optgroup",
      { label: t("부서") },
      departments.map((name) => el("option", { value: `department:${name}` }, name)),
      el("option", { value: `${OTHER}:` }, t("다른 부서…")),
    ),
    el("option", { value: "nobody:" }, t("배정 없음")),
  );
  other.hidden = select.value !== `${OTHER}:`;
  return [el("label", { for: id }, t("누구에게 맡깁니까?")), select, other];
}

/** By which deadline it is answered: what was filed says so, unless a person does. */
function deadlines({ deadlines: offered }) {
  const id = `deadline-${(made += 1)}`;
  const options = offered.map((one) => el("option", { value: one.id }, one.label));
  const select = el("select", { id, name: "deadline" }, el("option", { value: "" }, t("접수된 대로")), options);
  return [el("label", { for: id }, t("어떤 민원으로 처리합니까?")), select];
}

/** A reply or a note; a template puts in what all of the issues share. */
function words(act, { templates, places }, about) {
  const [label, text] = area("words", act === "reply" ? t("신고한 사람이 읽을 답변") : t("직원만 보는 메모"));
  if (act === "note" || !templates.length) return [label, text];
  const id = `template-${(made += 1)}`;
  const choose = ({ target }) => {
    const template = templates.find((one) => one.id === target.value);
    if (template) text.value = withFacts(template.body, places, about);
    text.focus();
  };
  return [
    el("label", { for: id }, t("서식")),
    el(
      "select",
      { id, onchange: choose },
      el("option", { value: "" }, t("직접 쓰기")),
      templates.map((one) => el("option", { value: one.id }, one.name)),
    ),
    label,
    text,
  ];
}

function withFacts(body, places, about) {
  return body.replace(/\{([^{}]+)\}/g, (place, name) => {
    const values = new Set(about.map((item) => item[places[name]] || ""));
    return values.size === 1 && [...values][0] ? [...values][0] : place;
  });
}

/** The issues near by, of which one is the same: of many that are selected, one of them. */
function targets(about) {
  const id = `into-${(made += 1)}`;
  const option = (item, away) =>
    el("option", { value: item.id }, [item.category, whereabouts(item), away, item.texts[0]?.slice(0, 30)].filter(Boolean).join(" · "));
  const select = el("select", { id, name: "into", required: true });
  if (about.length > 1) select.replaceChildren(...about.map((item) => option(item)));
  else offerNear(select, about[0], option);
  return el("div", {}, el("label", { for: id }, about.length > 1 ? t("어느 것으로 합칩니까?") : t("어느 건과 같습니까?")), select);
}

async function offerNear(select, item, option) {
  const { items } = await ask("/works/list", { state: "open", district: item.district_code, size: 200 });
  const near = items
    .filter(({ id, point }) => id !== item.id && point && item.point)
    .map((one) => [metres(one.point, item.point), one])
    .sort(([a], [b]) => a - b)
    .slice(0, 20);
  select.replaceChildren(...near.map(([away, one]) => option(one, `${Math.round(away)}\u00a0m`)));
}

function metres([lon, lat], [lon2, lat2]) {
  const east = (lon - lon2) * 111_320 * Math.cos((lat * Math.PI) / 180);
  return Math.hypot(east, (lat - lat2) * 110_950);
}
