/** Sending what is picked to a team, keeping it for a visit, and the lists that were made so. */

import { ApiFault, ask } from "./api.js";
import { ListChanged, send } from "./desk-send.js";
import { report, say } from "./say.js";

const golmok = window.golmok;
const { el, t } = golmok;
const dialog = document.getElementById("dialog");

/** Ask for the name of a list, and make it; context() says what it was ranked by. */
export class Sending {
  /** done() is called when a list was made. */
  constructor(context, done) {
    Object.assign(this, { context, done });
  }

  async toTeam(segments) {
    try {
      const effect = await send("/segment-lists/preview", { segments });
      this.form(t("추진단에 보내기"), segments, effect);
    } catch (fault) {
      report(fault, () => this.toTeam(segments));
    }
  }

  forVisit(segments) {
    this.form(t("방문 후보로 남기기"), segments, null);
  }

  form(title, segments, effect) {
    const name = el("input", { id: "list-name", required: true, pattern: ".*\\S.*", maxlength: 60, autocomplete: "off" });
    const team = el("select", { id: "list-team", required: true });
    const teams = document.getElementById("teams").content;
    team.append(el("option", { value: "" }, t("지금 일하는 추진단을 골라 주세요.")), teams.cloneNode(true));
    const reason = el("textarea", { id: "list-reason", rows: 3, maxlength: 2000 });
    const said = el("p", { class: "rank-effect", role: "status" }, words(segments, effect));
    const taken = el("p", { class: "rank-taken", role: "status" });
    team.addEventListener("change", () => (taken.textContent = takenWords(effect, team.value)));
    const main = el("button", { class: "tool is-main", disabled: Boolean(effect) && !teams.childElementCount }, effect ? t("보내기") : t("남기기"));
    const form = el(
      "form",
      { method: "dialog" },
      el("h2", { id: "dialog-title" }, title),
      said,
      el("label", { for: "list-name" }, t("목록 이름")),
      name,
      effect ? [el("label", { for: "list-team" }, t("추진단")), team, taken] : "",
      el("label", { for: "list-reason" }, t("이유")),
      reason,
      el(
        "div",
        { class: "rank-acts" },
        main,
        el("button", { type: "button", class: "tool", onclick: () => dialog.close() }, t("그만두기")),
      ),
      effect && !teams.childElementCount ? el("p", {}, t("추진단이 없습니다. 운영자에게 추진단을 만들어 달라고 하세요.")) : "",
    );
    const list = () => ({
      ...this.context(),
      name: name.value.trim(),
      segments,
      reason: reason.value.trim() || null,
      ...(effect && { team: team.value, expected: effect.issues }),
    });
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      main.disabled = true; // pressed twice it would be two lists, and taking back one leaves the other
      try {
        const made = await send("/segment-lists", list());
        this.done();
        if (effect) {
          dialog.close();
          say(t("보냈습니다: {issues}건 배정, {surveys}구간 현장조사", made));
        } else {
          kept(made.id);
        }
      } catch (fault) {
        if (!(fault instanceof ApiFault)) throw fault;
        if (fault instanceof ListChanged) effect.issues = fault.count;
        const why = fault instanceof ListChanged ? t("그 사이에 불편사항이 달라졌습니다. 다시 확인하고 보내세요.") : fault.message;
        said.textContent = `${why} ${words(segments, effect)}`;
      } finally {
        main.disabled = false;
      }
    });
    show(form);
    name.focus();
  }
}

const planned = (id, look) => el("a", { class: look, href: `/visits/new?list=${id}` }, t("이 목록으로 방문 계획하기"));

/** Say that a list is kept, and where a visit is made of it. */
function kept(id) {
  show(
    el("h2", { id: "dialog-title" }, t("방문 후보로 남겼습니다.")),
    el(
      "div",
      { class: "rank-acts" },
      planned(id, "tool is-main"),
      el("button", { type: "button", class: "tool", onclick: () => dialog.close() }, t("닫기")),
    ),
  );
  dialog.querySelector("a").focus();
}

function words(segments, effect) {
  const count = t("{count}구간", { count: segments.length });
  if (!effect) return t("{count}을 지금 순서대로 남깁니다. 현장방문을 짤 때 고를 수 있습니다.", { count });
  return t("{count}: 처리할 불편사항 {issues}건을 이 추진단에 배정하고, 불편사항이 없는 {surveys}구간은 현장조사를 요청합니다. 한 번에 거둘 수 있습니다.", { count, ...effect });
}

/** What another team has by now, and loses when these segments are sent. */
function takenWords({ holders }, team) {
  const others = team ? holders.filter((one) => one.team !== team) : [];
  const each = others.map(({ name, issues }) => t("{name} {count}건", { name, count: issues }));
  return others.length ? t("다른 추진단이 맡은 것을 가져옵니다: {each}", { each: each.join(", ") }) : "";
}

/** The lists there are; opened(list) is called with one whose segments are to be seen. */
export async function showLists(opened, page = 1) {
  try {
    const { items, total, size } = await ask("/segment-lists", { page });
    const pages = Math.max(1, Math.ceil(total / size));
    const turn = (to, label) => el("button", { type: "button", class: "tool", disabled: to < 1 || to > pages, onclick: () => showLists(opened, to) }, label);
    show(
      el("h2", { id: "dialog-title" }, t("보낸 목록과 방문 후보")),
      items.length ? el("ul", { class: "rank-lists" }, items.map((one) => listed(one, opened))) : el("p", {}, t("아직 없습니다.")),
      pages > 1 ? el("nav", { class: "pager", "aria-label": t("쪽 넘기기") }, turn(page - 1, t("이전")), el("span", {}, t("{page} / {pages}쪽", { page, pages })), turn(page + 1, t("다음"))) : "",
      el("div", { class: "rank-acts" }, el("button", { type: "button", class: "tool", onclick: () => dialog.close() }, t("닫기"))),
    );
  } catch (fault) {
    report(fault, () => showLists(opened, page));
  }
}

function listed(one, opened) {
  const isWork = one.kind === "work";
  const facts = [
    isWork ? one.team_name : t("방문 후보"),
    t("{count}구간", { count: one.segments }),
    isWork ? t("불편사항 {over}/{issues} 끝남", one) : "",
    isWork ? t("현장조사 {surveyed}구간", one) : "",
    `${one.by} ${one.recorded_at}`,
    one.withdrawn_at ? t("{moment} {by} 거둠", { moment: one.withdrawn_at, by: one.withdrawn_by ?? "" }) : "",
  ];
  const mayTake = !one.withdrawn_at && (!isWork || document.getElementById("content").dataset.sends);
  return el(
    "li",
    { class: one.withdrawn_at ? "is-over" : null },
    el("strong", {}, one.name),
    el("span", { class: "rank-facts" }, facts.filter(Boolean).join(" · ")),
    one.reason ? el("span", {}, one.reason) : "",
    el(
      "span",
      { class: "rank-acts" },
      isWork || one.withdrawn_at ? "" : planned(one.id, "tool"),
      el("button", { type: "button", class: "tool", onclick: () => open(one, opened) }, t("지도에서 보기")),
      mayTake ? el("button", { type: "button", class: "tool", onclick: () => withdraw(one, opened) }, t("거두기")) : "",
    ),
  );
}

async function open(one, opened) {
  try {
    const { stops } = await ask(`/segment-lists/${one.id}`);
    dialog.close();
    opened(stops.map(({ segment, ordinal, lat, lon }) => ({ id: segment, rank: ordinal, lat, lon })));
    say(t("{name}: {count}구간", { name: one.name, count: stops.length }));
  } catch (fault) {
    dialog.close();
    report(fault, () => open(one, opened));
  }
}

async function withdraw(one, opened) {
  try {
    const done = await send(`/segment-lists/${one.id}/withdraw`, {});
    say(t("거두었습니다: {back}건은 전처럼, {moved_on}건은 그 뒤에 정한 대로", done));
    await showLists(opened);
  } catch (fault) {
    dialog.close(); // a notice lies behind it
    report(fault);
  }
}

function show(...content) {
  dialog.replaceChildren(...content);
  if (!dialog.open) dialog.showModal();
}
