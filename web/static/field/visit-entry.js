/** One consultation or promise: who spoke, what about, what becomes of it, where, who sees to it and by when. */

import { said } from "./survey-words.js";

const { el, t } = window.golmok;
const LONGEST_WORDS = 1000;
const LONGEST_OWNER = 120;
const USUAL_SEVERITY = 2;

export function entryStep({ app, screen, record, go, what: id }) {
  const isPromise = record.entry(id).kind === "promise";
  app.router.title(isPromise ? t("약속한 것") : t("들은 것"));
  const keep = (answers) => app.guard(() => record.answer(id, answers));
  const draw = () => {
    const { id: name, dataset } = document.activeElement;
    screen.replaceChildren(...parts());
    if (name || dataset.key) screen.querySelector(name ? `#${name}` : `[data-key="${dataset.key}"]`)?.focus({ preventScroll: true });
  };
  /** What is asked next is drawn at once, before it is on the disk: whoever types on loses no letter. */
  const choose = (answers) => {
    const kept = keep(answers);
    draw();
    return kept;
  };
  const parts = () => {
    const entry = record.entry(id);
    const isReferral = entry.outcome === "referral";
    return [
      ...(isPromise ? aboutParts(record, entry, choose) : spokenParts(app, entry, choose)),
      ...(isReferral ? referralParts(app) : wordsParts(entry, isPromise, keep)),
      ...whereParts(app, record, entry, choose),
      ...(entry.outcome === "issue" ? issueParts(app, entry, choose) : []),
      ...ownerParts(record, entry, keep),
      el("div", { class: "field-foot" }, el("button", { type: "button", class: "action", onclick: () => go("") }, t("담기"))),
    ];
  };
  draw();
}

const field = (id, label, input) => el("div", { class: "visit-field" }, el("label", { for: id }, label), input);

function chips(title, options, chosen, choose) {
  const chip = ({ key, label }) =>
    el("button", { type: "button", class: "tool visit-chip", "data-key": key, "aria-pressed": String(key === chosen), onclick: () => choose(key) }, said(label));
  return el("div", { class: "visit-chips", role: "group", "aria-label": title }, ...options.map(chip));
}

function spokenParts({ visits }, entry, choose) {
  const { roles, outcomes } = visits.data;
  return [
    el("h2", {}, t("누가 말했습니까?")),
    chips(t("누가 말했습니까?"), roles, entry.role, (role) => choose({ role })),
    el("h2", {}, t("어떻게 합니까?")),
    chips(t("어떻게 합니까?"), outcomes, entry.outcome, (outcome) => choose(answersOf(entry, outcome))),
  ];
}

/** What else changes with what becomes of a consultation: a referral says nothing here of what was said. */
function answersOf(entry, outcome) {
  if (outcome === "referral")
    return { outcome, owner: t("동 맞춤형복지팀"), words: undefined, segment_id: undefined, category: undefined, severity: undefined };
  if (outcome === "issue") return { outcome, severity: entry.severity ?? USUAL_SEVERITY };
  return { outcome, severity: undefined };
}

/** What is said of a household is told on a page of its own, which keeps it where this phone cannot open it. */
function referralParts({ words }) {
  return [
    el("p", { class: "visit-sealed" }, t("누구의 어떤 사정인지는 여기에 적지 않습니다. 대장에는 어느 동에 넘겼는지만 남습니다.")),
    words.tellsAt ? el("a", { class: "action is-second", href: words.tellsAt }, t("동 창구에 봉해서 알리기")) : "",
  ];
}

function wordsParts(entry, isPromise, keep) {
  const words = el("textarea", {
    id: "visit-words",
    rows: 4,
    maxlength: LONGEST_WORDS,
    oninput: ({ target }) => keep({ words: target.value || undefined }),
  }, entry.words ?? "");
  const title = isPromise ? t("무엇을 약속했습니까?") : t("무엇이라고 했습니까?");
  return [
    field("visit-words", title, words),
    el("p", { class: "field-hint" }, t("이름, 전화번호, 몇 동 몇 호는 적지 않습니다.")),
  ];
}

function whereParts({ visits }, record, entry, choose) {
  const visit = visits.visit(record.body.visit_id);
  const option = (value, label) => el("option", { value, selected: value === (entry.segment_id ?? entry.district ?? "") }, label);
  const stops = entry.outcome === "referral" ? [] : (visit?.stops ?? []);
  const select = el(
    "select",
    { id: "visit-where" },
    option("", t("정하지 않음")),
    ...stops.map((stop, at) => option(stop.segment, `${at + 1}. ${stop.name ?? t("이름 없는 골목")}`)),
    ...visits.data.districts.map(({ code, name }) => option(code, name)),
  );
  select.addEventListener("change", () => {
    const isStop = stops.some(({ segment }) => segment === select.value);
    choose({ segment_id: isStop ? select.value : undefined, district: isStop ? undefined : select.value || undefined });
  });
  return [field("visit-where", t("어디 이야기입니까?"), select)];
}

function issueParts({ visits, words }, entry, choose) {
  const option = ({ key, label }) => el("option", { value: key, selected: key === entry.category }, said(label));
  const select = el(
    "select",
    { id: "visit-category", onchange: ({ target }) => choose({ category: target.value || undefined }) },
    el("option", { value: "" }, t("골라 주세요")),
    ...visits.data.categories.map(option),
  );
  const severities = words.severities.map((word, at) => ({ key: at + 1, label: { ko: word, en: word } }));
  return [
    entry.segment_id ? "" : el("p", { class: "field-hint" }, t("불편사항으로 등록하려면 위에서 정류지를 골라 주세요.")),
    field("visit-category", t("유형"), select),
    chips(t("심각도"), severities, entry.severity, (severity) => choose({ severity })),
  ];
}

function aboutParts(record, entry, choose) {
  const spoken = record.entries.filter(({ kind, words }) => kind === "consultation" && words);
  if (spoken.length === 0) return [];
  const option = ({ id, words }) => el("option", { value: id, selected: id === entry.about }, words.slice(0, 40));
  const select = el(
    "select",
    { id: "visit-about", onchange: ({ target }) => choose({ about: target.value || undefined }) },
    el("option", { value: "" }, t("따로 한 약속")),
    ...spoken.map(option),
  );
  return [field("visit-about", t("어느 건의에 대한 약속입니까?"), select)];
}

function ownerParts(record, entry, keep) {
  const owner = el("input", {
    id: "visit-owner",
    type: "text",
    maxlength: LONGEST_OWNER,
    autocomplete: "off",
    list: "visit-owners",
    oninput: ({ target }) => keep({ owner: target.value }),
  });
  owner.value = entry.owner;
  const due = el("input", { id: "visit-due", type: "date", min: record.label.day });
  due.value = entry.due;
  due.addEventListener("change", () => keep({ due: due.value }));
  return [
    field("visit-owner", t("맡을 부서"), owner),
    el("datalist", { id: "visit-owners" }, ...record.owners.map((name) => el("option", { value: name }))),
    field("visit-due", t("언제까지"), due),
  ];
}
