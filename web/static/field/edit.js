/** An edit that is being written: the fields of an issue or a segment, and one of them a screen. */

import { Draft, DraftBusy } from "./draft.js";
import { dropButton } from "./drop.js";
import { FIELD_STEPS } from "./edit-steps.js";
import { beforeWord, conflictLines, fieldName, valueWord } from "./edit-words.js";
import { say } from "./notices.js";
import { nameOf } from "./survey-words.js";
import { FIELDS, Known } from "./work-known.js";
import { whereOf } from "./work-words.js";

const { el, t } = window.golmok;
const TITLES = { issue: () => t("불편사항 고치기"), segment: () => t("구간 고치기") };

export const edit = {
  name: "edit",

  /** #/edit/ID is an edit that was begun, #/edit/ID/issue/OF or #/edit/ID/segment/OF one to begin; then /FIELD. */
  async show({ app, screen, rest: [id, ...rest] }) {
    app.router.title(t("고치기"));
    const known = app.area.data?.work ? await Known.read(app) : null;
    const fault = draft?.id === id ? null : await take(app, known, id, rest);
    if (fault) {
      screen.dataset.shows = "area"; // which may come yet
      screen.append(el("p", {}, fault), el("a", { class: "action", href: "#/" }, t("첫 화면으로")));
      return undefined;
    }
    const form = new Edit(app, known, draft);
    const field = form.fields.includes(rest.at(-1)) ? rest.at(-1) : null;
    const leave = field ? FIELD_STEPS[field]({ edit: form, screen, field }) : form.show(screen);
    return () => {
      leave?.();
      if (!location.hash.startsWith(`#/edit/${id}`)) letGo();
    };
  },
};

let draft = null;

function letGo() {
  draft?.leave();
  draft = null;
}

/** Open the draft; answers why there is none, or null. */
async function take(app, known, id, [subject, of]) {
  letGo();
  if (!known) return t("할 일을 아직 받지 못했습니다. 신호가 있는 곳에서 한 번 열어 주세요.");
  const thing = subject === "issue" ? known.issue(of) : app.area.network.segment(of);
  if (!thing && !(await app.outbox.item(id))) return t("고칠 것이 여기에 없습니다. 지도를 새로 받아 주세요.");
  const first = thing && {
    body: { [`${subject}_id`]: of, edited_at: new Date().toISOString(), values: {} },
    label: { title: TITLES[subject](), where: subject === "issue" ? whereOf(app, thing) : nameOf(thing) },
  };
  try {
    draft = await Draft.open(app.outbox, id, "edit", first);
  } catch (fault) {
    if (!(fault instanceof DraftBusy)) throw fault;
    return fault.words();
  }
  return draft ? null : t("이 고침은 이미 저장했습니다.");
}

/** What the steps work on: the values as they stand here, and the draft that writes over them. */
class Edit {
  #known;
  #draft;

  constructor(app, known, draft) {
    this.app = app;
    this.#known = known;
    this.#draft = draft;
    this.subject = draft.body.issue_id ? "issue" : "segment";
    this.of = draft.body.issue_id ?? draft.body.segment_id;
    const isHere = this.subject === "issue" ? known.issue(this.of) : app.area.network.segment(this.of);
    this.stands = isHere ? known.values(this.subject, this.of) : {};
  }

  /** What may be edited here: taking an issue back is for whom the server lets, unless it is in the draft already. */
  get fields() {
    const isOffered = "withdrawn" in this.#draft.body.values || this.#known.issue(this.of)?.withdrawable;
    return FIELDS[this.subject].filter((field) => field !== "withdrawn" || isOffered);
  }

  /** The value as it is after this edit. */
  value(field) {
    const written = this.#draft.body.values[field];
    return written ? written.value : this.stands[field];
  }

  /** Write a value over a field, naming the edits that it replaces; what stands already is not written. A withdrawal says why. */
  async write(field, value, why = this.#draft.body.reason) {
    const { [field]: _before, ...values } = this.#draft.body.values;
    if (JSON.stringify(value) !== JSON.stringify(this.stands[field] ?? null))
      values[field] = { value, replaces: this.#known.heads(this.subject, this.of, field) };
    const reason = values.withdrawn && why;
    const names = Object.keys(values).map(fieldName).join(", ");
    const title = TITLES[this.subject]();
    const label = { title: names ? `${title}: ${names}` : title };
    await this.app.guard(() => this.#draft.set({ body: { values, reason }, label }));
  }

  /** Back to all fields. */
  back() {
    history.back();
  }

  show(screen) {
    const { values } = this.#draft.body;
    this.app.router.title(TITLES[this.subject]());
    screen.append(
      el("p", {}, this.#draft.label.where),
      ...(Object.keys(this.stands).length ? conflictLines(this.app, this.#known, this.subject, this.of) : []),
      el("ul", { class: "edit-fields", "aria-label": t("고칠 수 있는 것") }, this.fields.map((field) => this.#row(field, values))),
      dropButton(() => this.#drop()),
      el(
        "div",
        { class: "field-foot" },
        el(
          "button",
          { type: "button", class: "action", disabled: Object.keys(values).length === 0, onclick: ({ target }) => this.#done(target) },
          t("고친 것 저장"),
        ),
      ),
    );
  }

  #row(field, values) {
    const isNew = field in values;
    const path = `edit/${this.#draft.id}/${this.subject}/${this.of}/${field}`;
    return el(
      "li",
      {},
      el(
        "button",
        { type: "button", class: isNew ? "edit-row is-new" : "edit-row", onclick: () => this.app.router.go(path) },
        el("span", { class: "field-hint" }, fieldName(field)),
        el("b", {}, valueWord(this.app, field, this.value(field))),
        isNew ? el("small", {}, beforeWord(this.app, field, this.stands[field], this.value(field))) : null,
      ),
    );
  }

  async #drop() {
    await this.app.guard(() => this.#draft.drop());
    await this.#leave();
  }

  async #done(button) {
    button.disabled = true;
    const isSaved = await this.app.guard(async () => {
      await this.#draft.set({ body: { edited_at: new Date().toISOString() } });
      await this.#draft.save();
      return true;
    });
    button.disabled = false;
    if (!isSaved) return undefined;
    say(t("저장했습니다."));
    await this.#leave();
    return this.app.flush();
  }

  #leave() {
    return this.app.router.replace(this.subject === "issue" ? `issue/${this.of}` : "");
  }
}
