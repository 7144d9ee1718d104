/** One issue: what is known of it, what was decided by whom, and what the reader may do. */

import { decisionsAbout } from "./decisions.js";
import { decisionForm } from "./work-form.js";
import { photoForm } from "./work-photos.js";
import { restoreForm } from "./work-restore.js";
import { assignedTo, count, dueWords, unread, whereabouts } from "./work-words.js";

const { el, t } = window.golmok;
const FORWARD = ["fixed", "resolved"]; // what moves it towards its end
const photoAddress = (sha256, size = "") => `/api/v1/photos/${sha256}${size}`;

export class Issue {
  /** on: decide(decision, item), added(item), restored(item), failed(fault), read(id), close(). */
  constructor(holder, on) {
    Object.assign(this, { holder, on });
  }

  /** Nothing is read yet. */
  clear() {
    this.holder.replaceChildren(el("p", { class: "nothing" }, t("목록에서 불편사항을 고르세요.")));
  }

  show(whole, choices) {
    Object.assign(this, { whole, choices, item: whole.item });
    this.formPlace = el("div", { class: "form-place" });
    const decided = el("section", { hidden: true });
    this.decided(decided, this.item.id);
    this.holder.replaceChildren(
      el("button", { type: "button", class: "tool to-list", onclick: () => this.on.close() }, t("← 목록")),
      this.head(),
      whole.into ? this.merged() : "",
      this.texts(),
      this.tools(),
      this.formPlace,
      this.photos(),
      decided,
      this.history(),
    );
  }

  /** What meetings decided about it, where they did; it comes a moment later than the rest. */
  async decided(place, issue) {
    try {
      const found = await decisionsAbout({ issue });
      place.replaceChildren(el("h3", {}, t("주민회의 결정")), ...found);
      place.hidden = !found.length;
    } catch (fault) {
      this.on.failed(fault);
    }
  }

  head() {
    const { item } = this;
    const badge = (text, kind = "") => el("span", { class: `badge ${kind}` }, text);
    return el(
      "header",
      {},
      el("h2", { id: "issue-title" }, item.category),
      el(
        "p",
        { class: "badges" },
        badge(item.status_label, `is-${item.status}`),
        item.withdrawn ? badge(t("철회됨"), "is-late") : "",
        item.due ? badge(`${dueWords(item)} · ${item.due_on}`, item.overdue ? "is-late" : "") : "",
        item.due ? badge(item.deadline_label) : "",
        badge(item.severity_label.split(" - ")[0]),
        badge(assignedTo(item)),
        unread(item).map((word) => badge(word, "is-unread")),
      ),
      el("p", { class: "where" }, whereabouts(item)),
    );
  }

  merged() {
    const open = () => this.on.read(this.whole.into);
    return el("p", { class: "merged" }, t("다른 건에 합쳐졌습니다."), " ", el("button", { type: "button", class: "row-open", onclick: open }, t("그 건 보기")));
  }

  texts() {
    const { item, whole } = this;
    const told = [
      item.complaints ? t("민원 {count}", { count: count(item.complaints) }) : null,
      whole.merged.length ? t("합쳐진 것 {count}", { count: count(whole.merged.length) }) : null,
    ].filter(Boolean);
    return el(
      "div",
      { class: "facts" },
      item.texts.map((text) => el("blockquote", {}, text)),
      told.length ? el("p", { class: "hint" }, told.join(" · ")) : "",
    );
  }

  tools() {
    const { item, whole, choices } = this;
    const may = (act) => choices.acts.includes(act);
    const button = (label, onclick, kind = "") => el("button", { type: "button", class: `tool ${kind}`, onclick }, label);
    const form = (act, label) => (may(act) ? button(label, () => this.ask({ act, label })) : "");
    const flip = (on, off, isOn, put, take) =>
      may(on) ? button(isOn ? take : put, () => this.decide({ act: isOn ? off : on }), isOn ? "is-on" : "") : "";
    return el(
      "div",
      { class: "work-tools" },
      el(
        "div",
        { class: "many-tools is-moves", role: "group", "aria-label": t("상태 바꾸기") },
        whole.moves.map((move) => button(move.label, () => this.move(move), FORWARD.includes(move.kind) ? "is-main" : "")),
      ),
      item.status === "fixed" && !whole.moves.some(({ kind }) => kind === "resolved")
        ? el("p", { class: "hint" }, choices.refusals.same_person)
        : "",
      el(
        "div",
        { class: "many-tools", role: "group", "aria-label": t("그 밖의 일") },
        form("assign", t("배정")),
        form("classify", t("처리 종류 변경")),
        form("reply", t("답변")),
        form("note", t("메모")),
        may("note") ? button(t("사진 추가"), () => this.addPhotos()) : "",
        item.withdrawn && choices.moves.some(({ kind }) => kind === "rejected") ? button(t("철회 취소"), () => this.restore()) : "",
        flip("shortlist", "unlist", item.listed, t("관심 목록에 넣기"), t("관심 목록에서 빼기")),
        flip("follow", "unfollow", item.followed, t("소식 받기"), t("소식 그만 받기")),
      ),
    );
  }

  move({ kind, ...move }) {
    this.ask({ act: "move", move: kind, ...move });
  }

  ask(wanted) {
    const form = decisionForm({
      ...wanted,
      choices: this.choices,
      about: [this.item],
      send: (decision) => this.decide(decision),
      cancel: () => this.formPlace.replaceChildren(),
    });
    this.formPlace.replaceChildren(form);
    form.querySelector("textarea, select, input").focus();
  }

  addPhotos() {
    const form = photoForm({
      item: this.item,
      moments: this.choices.moments,
      done: () => this.on.added(this.item),
      cancel: () => this.formPlace.replaceChildren(),
    });
    this.formPlace.replaceChildren(form);
    form.querySelector("input:checked").focus();
  }

  async restore() {
    const { item } = this;
    try {
      const form = await restoreForm({
        item,
        done: () => this.on.restored(item),
        cancel: () => this.formPlace.replaceChildren(),
      });
      this.formPlace.replaceChildren(form);
      form.querySelector("textarea").focus();
    } catch (fault) {
      this.on.failed(fault);
    }
  }

  decide(decision) {
    this.on.decide(decision, this.item);
  }

  photos() {
    const { photos } = this.whole;
    if (!photos.length) return "";
    const picture = ({ sha256, moment_label: label, by, recorded_at: at, arrived }) =>
      arrived
        ? el(
            "a",
            { href: photoAddress(sha256), target: "_blank", rel: "noopener" },
            el("img", { src: photoAddress(sha256, "/thumb"), alt: t("{label} 사진, {at}", { label, at }), loading: "lazy" }),
          )
        : el("p", { class: "hint" }, t("{by}의 사진이 아직 도착하지 않았습니다.", { by: by || t("신고한 사람") }));
    const side = (moment) => {
      const taken = photos.filter((one) => one.moment === moment);
      return el(
        "figure",
        { class: `is-${moment}` },
        el("figcaption", {}, this.choices.moments.find(({ id }) => id === moment).label),
        taken.length ? taken.map(picture) : el("p", { class: "hint" }, t("없음")),
      );
    };
    const others = photos.some(({ moment }) => moment === "other") ? side("other") : "";
    return el("section", { class: "pair", "aria-label": t("사진") }, side("before"), side("after"), others);
  }

  history() {
    const { history, item } = this.whole;
    const line = (one) =>
      el(
        "li",
        { class: one.undone ? "is-undone" : "" },
        el("p", {}, el("strong", {}, headline(one)), one.blocker ? ` (${one.blocker})` : "", one.to ? ` → ${one.to}` : ""),
        one.words ? el("blockquote", {}, one.words) : "",
        one.reason ? el("p", { class: "why" }, one.reason) : "",
        el("p", { class: "hint" }, [one.by, one.at, one.issue_id === item.id ? null : t("합쳐진 건")].filter(Boolean).join(" · ")),
      );
    return el(
      "section",
      { class: "history" },
      el("h3", {}, t("처리 이력")),
      history.length ? el("ol", {}, history.map(line)) : el("p", { class: "hint" }, t("아직 아무 일도 없었습니다.")),
    );
  }
}

function headline({ what, label, from_reporter: theirs, for_reporters: open, asks_to_reopen: asks }) {
  if (what === "assignment") return t("배정");
  if (what === "classification") return t("처리 종류 변경");
  if (what === "event") return label;
  if (what === "edit") return t("{field} 고침", { field: label });
  if (asks) return t("다시 열어 달라는 요청");
  if (theirs) return t("신고한 사람의 소식");
  return open ? t("답변") : t("메모");
}
