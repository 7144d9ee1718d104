/** A decision about an issue that is being written: photos of the fix, why, and what else the move needs. */

import { Draft, DraftBusy } from "./draft.js";
import { dropButton } from "./drop.js";
import { pictureOf } from "./log-category.js";
import { say } from "./notices.js";
import { said } from "./survey-words.js";
import { afterPhoto } from "./work-after.js";
import { chips } from "./work-chips.js";
import { awayWord, whereOf } from "./work-words.js";

const { el, t } = window.golmok;
const MOST_WORDS = 2000;
const SHOWN = new Set(["fixed", "resolved"]);

export const act = {
  name: "act",

  /** #/act/ID is a decision that was begun, #/act/ID/ISSUE/MOVE one to begin. */
  async show({ app, screen, rest: [id, issueId, move] }) {
    app.router.title(t("처리"));
    const draft = await opened(app, id, issueId, move);
    const rule = app.area.move(draft.body?.move);
    if (!rule) {
      draft.leave?.();
      screen.dataset.shows = "area"; // which may come yet
      screen.append(el("p", {}, draft.body ? t("이 처리는 이제 맡은 일이 아닙니다.") : draft), el("a", { class: "action", href: "#/todo" }, t("할 일로")));
      return undefined;
    }
    app.router.title(said(rule.label));
    await new WorkForm(app, screen, draft, rule).show();
    return () => draft.leave();
  },
};

/** The draft, or why there is none. */
async function opened(app, id, issueId, move) {
  const { area, outbox, words } = app;
  if (!area.data?.work) return t("할 일을 아직 받지 못했습니다. 신호가 있는 곳에서 한 번 열어 주세요.");
  const issue = area.issue(issueId);
  if (!issue && !(await outbox.item(id))) return awayWord(app);
  const first = issue && {
    body: { issues: [issue.id], act: "move", move, occurred_at: new Date().toISOString() },
    label: { title: `${said(area.move(move).label)} · ${words.categories[issue.category]}`, where: whereOf(app, issue) },
  };
  try {
    return (await Draft.open(outbox, id, "work", first)) ?? t("이 처리는 이미 저장했습니다.");
  } catch (fault) {
    if (fault instanceof DraftBusy) return fault.words();
    throw fault;
  }
}

class WorkForm {
  issueId;
  #app;
  #screen;
  #draft;
  #rule;
  #issue;
  #missing = el("p", { role: "status" });
  #save;

  constructor(app, screen, draft, rule) {
    [this.issueId] = draft.body.issues;
    this.#app = app;
    this.#screen = screen;
    this.#draft = draft;
    this.#rule = rule;
    this.#issue = app.area.issue(this.issueId);
    this.#save = el("button", { type: "button", class: "action", onclick: () => this.#done() }, said(rule.label));
  }

  /** Fill the screen. */
  async show() {
    const { needs } = this.#rule;
    const pair = SHOWN.has(this.#rule.kind) ? await afterPhoto(this.#app, this.#draft, this.#issue) : null;
    this.#screen.append(
      el("p", {}, el("b", {}, this.#draft.label.title), el("span", { class: "field-hint" }, ` ${this.#draft.label.where}`)),
      ...[
        pair,
        needs.includes("into") ? this.#targets() : null,
        needs.includes("blocker") ? this.#blockers() : null,
        this.#reasons(),
      ].filter(Boolean),
      dropButton(() => this.#drop()),
      el("div", { class: "field-foot is-stacked" }, this.#missing, this.#save),
    );
    this.#look();
  }

  #blockers() {
    const kept = Object.entries(this.#app.area.data.work.blockers).map(([key, name]) => [key, said(name)]);
    return chips(t("무엇이 막습니까?"), kept, () => this.#draft.body.blocker, (blocker) => this.#keep({ body: { blocker } }));
  }

  /** What is often said, by one tap; and words for the rest. */
  #reasons() {
    const often = this.#rule.reasons.map((reason) => [said(reason), said(reason)]);
    const ready = chips(t("이유"), often, () => this.#draft.label.often, (one) => this.#keep(this.#reason({ often: one })));
    const words = el(
      "textarea",
      {
        id: "work-words",
        rows: 2,
        maxlength: MOST_WORDS - 100,
        onchange: ({ target }) => this.#keep(this.#reason({ words: target.value.trim() || undefined })),
      },
      this.#draft.label.words ?? "",
    );
    words.addEventListener("input", () => this.#look(words.value.trim()));
    return el("div", { class: "work-reason" }, ready, el("label", { for: "work-words" }, t("더 쓸 말 (안 써도 됩니다)")), words);
  }

  /** The reason as it is with what was just said. */
  #reason(now) {
    const { often, words } = { ...this.#draft.label, ...now };
    return { body: { reason: [often, words].filter(Boolean).join(" · ") || undefined }, label: { often, words } };
  }

  #targets() {
    const [lon, lat] = this.#issue?.position ?? [];
    const near = lon === undefined ? [] : this.#app.area.doubles({ lon, lat }, this.#issue.category);
    // Only who may close issues merges into one that is closed without a fix, as on the server.
    const takes = ({ id, state }) => id !== this.issueId && (state !== "closed" || this.#app.area.move("closed"));
    const others = near.filter(({ issue }) => takes(issue));
    if (others.length === 0) return el("p", {}, t("가까이에 합칠 만한 건이 없습니다. 사무실에서 합쳐 주세요."));
    const rows = others.map(({ issue, distance }) => [
      issue.id,
      el("img", { src: pictureOf(issue.category), alt: "", width: 40, height: 40 }),
      [this.#app.words.categories[issue.category], t("{metres} m", { metres: Math.round(distance) }), issue.text]
        .filter(Boolean)
        .join(" · "),
    ]);
    return chips(t("어느 건에 합칩니까?"), rows, () => this.#draft.body.into, (into) => this.#keep({ body: { into } }));
  }

  async #keep(change) {
    await this.#app.guard(() => this.#draft.set(change));
    this.#look();
  }

  #look(typed = "") {
    const { body } = this.#draft;
    const names = { reason: t("이유"), blocker: t("막는 것"), into: t("합칠 건") };
    const missing = this.#rule.needs.filter((need) => !body[need] && !(need === "reason" && typed));
    this.#save.disabled = missing.length > 0;
    this.#missing.textContent = missing.length ? t("먼저 고를 것: {names}", { names: missing.map((need) => names[need]).join(", ") }) : "";
  }

  async #drop() {
    await this.#app.guard(() => this.#draft.drop());
    await this.#back();
  }

  async #done() {
    this.#save.disabled = true;
    if (this.#draft.coming) this.#missing.textContent = t("사진을 담는 중");
    const words = document.getElementById("work-words").value.trim() || undefined;
    const isSaved = await this.#app.guard(async () => {
      const { body, label } = this.#reason({ words });
      await this.#draft.set({ body: { ...body, occurred_at: new Date().toISOString() }, label });
      return this.#draft.save();
    });
    if (!isSaved) return this.#look();
    say(t("저장했습니다."));
    await this.#back();
    return this.#app.flush();
  }

  #back() {
    return this.#app.router.replace(`issue/${this.issueId}`);
  }
}
