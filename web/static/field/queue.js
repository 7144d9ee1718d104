/** Everything that is not confirmed, with the reason for what is stuck and what to do about it. */

import { asked } from "./drop.js";
import { queueFromFile, queueToFile } from "./file.js";
import { say } from "./notices.js";
import { pathOf } from "./router.js";
import { StoreFault } from "./store.js";
import { said as inWords } from "./survey-words.js";
import { golmokFetch } from "./wire.js";
import { momentWord } from "./work-words.js";

const { el, t, locale } = window.golmok;
const SHOWN_CONFIRMED = 20;

export const queue = {
  name: "queue",
  async show({ app, screen }) {
    app.router.title(t("보낼 것"));
    let isShown = true;
    const said = el(
      "p",
      { id: "queue-file-said", class: "field-hint", role: "status" },
      t("파일은 잠겨 있어 같은 사람이 로그인한 전화기에서만 열립니다."),
    );
    const draw = async () => {
      const parts = [await head(app), await list(app), await foot(app, said)];
      if (isShown) screen.replaceChildren(...parts);
    };
    await draw();
    app.outbox.onChange(() => isShown && app.guard(draw));
    return () => (isShown = false);
  },
};

async function head(app) {
  const counts = await app.outbox.counts();
  const send = el("button", { type: "button", class: "action", onclick: () => sendNow(app) }, t("지금 보내기"));
  const waiting = counts.saved + counts.sent;
  const words = waiting
    ? t("보낼 것이 {count}건 있습니다. 신호가 닿으면 저절로 보냅니다.", { count: waiting })
    : t("모두 보냈습니다.");
  const stuck = counts.stuck
    ? el("p", {}, t("멈춘 것 {count}건은 아래에서 까닭을 보고 고쳐 주세요.", { count: counts.stuck }))
    : "";
  return el("div", { class: "queue-head" }, el("p", {}, words), stuck, waiting ? send : "");
}

async function sendNow(app) {
  say(t("보내는 중"));
  await app.flush();
}

async function list(app) {
  const items = await app.outbox.items();
  const waiting = items.filter(({ state }) => state !== "confirmed");
  const confirmed = items
    .filter(({ state }) => state === "confirmed")
    .sort((one, other) => other.confirmedAt - one.confirmedAt);
  const rows = await Promise.all([...waiting, ...confirmed.slice(0, SHOWN_CONFIRMED)].map((item) => row(app, item)));
  return el("ul", { class: "queue-list", "aria-label": t("기록") }, ...rows);
}

const STATE_WORDS = {
  draft: () => t("쓰는 중"),
  saved: () => t("이 전화기에 저장됨"),
  sent: () => t("보냄 · 사진 확인 중"),
  confirmed: () => t("서버가 확인함"),
};

async function row(app, item) {
  const { label } = await app.outbox.content(item.id);
  const why = item.reason ? reasonOf(item) : await refusedSince(app, item);
  const time = momentWord(item.confirmedAt ?? item.savedAt ?? item.at);
  return el(
    "li",
    { class: `queue-item is-${item.reason?.stuck ? "stuck" : item.state}` },
    el("b", {}, label?.title ?? t("기록")),
    label?.where ? el("span", { class: "field-hint" }, label.where) : "",
    el("span", { class: "queue-state" }, `${item.reason?.stuck ? t("멈춤") : STATE_WORDS[item.state]()} · ${time}`),
    item.photos.length ? el("span", { class: "field-hint" }, photosWord(item)) : "",
    why ? el("p", { class: "queue-reason" }, why) : "",
    el("div", { class: "queue-ways" }, ...ways(app, item)),
  );
}

const photosWord = ({ photos, without = [] }) =>
  [
    t("사진 {count}장", { count: photos.length }),
    without.length ? t("{count}장은 보내지 않음", { count: without.length }) : null,
  ]
    .filter(Boolean)
    .join(" · ");

/** What came before its issue may be refused when that arrives: only the server knows, so this is told with a signal. */
async function refusedSince({ area }, { id, state, receipt }) {
  if (state !== "confirmed" || receipt?.is_known !== false) return "";
  const answer = await golmokFetch("GET", `receipts/${id}`).catch(() => null);
  const whys = new Set(answer?.refused?.map(({ why }) => why));
  if (whys.size === 0) return "";
  const refusals = area.data?.work?.refusals ?? {};
  const words = [...whys].map((why) => (refusals[why] ? inWords(refusals[why]) : why));
  return t("불편사항이 도착했을 때 하지 못했습니다: {why}", { why: words.join(" ") });
}

function reasonOf({ reason, tries }) {
  if (!reason.stuck && reason.status)
    return t("서버가 지금은 받지 못합니다 ({status}). 저절로 다시 보냅니다.", { status: reason.status });
  if (!reason.stuck) return t("신호를 기다립니다 ({tries}번 해 봄).", { tries });
  if (reason.code === "receipt_clash")
    return t("같은 번호로 다른 내용이 이미 접수되어 있습니다. 새 기록으로 고쳐 보내 주세요.");
  if (reason.code === "not_allowed")
    return t("담당 동 밖이거나 권한이 없어 접수되지 않았습니다. 고쳐서 다시 보내거나 계획 담당자에게 알려 주세요.");
  if (reason.code === "receipt_differs")
    return t("서버가 저장한 내용이 보낸 것과 다릅니다. 지우지 말고 운영자에게 알려 주세요.");
  if (reason.code === "photo_gone") return t("서버에 없는 사진이 이 전화기에도 없습니다. 운영자에게 알려 주세요.");
  return t("서버가 받지 않았습니다: {message}", { message: reason.message });
}

function ways(app, item) {
  if (item.state === "draft")
    return [
      el("a", { class: "tool", href: `#/${pathOf(item)}` }, t("이어 쓰기")),
    ];
  if (!item.reason?.stuck) return [];
  const again = async () => {
    await app.outbox.note(item.id, { reason: null });
    await app.flush();
  };
  const without = async () => {
    await app.outbox.goWithout(item.id);
    await app.flush();
  };
  const edit = async () => app.router.go(pathOf({ ...item, id: await app.outbox.reopen(item.id) }));
  return [
    el("button", { type: "button", class: "tool", onclick: () => app.guard(again) }, t("다시 보내기")),
    item.state === "saved"
      ? el("button", { type: "button", class: "tool", onclick: () => app.guard(edit) }, t("고쳐서 보내기"))
      : "",
    item.reason.photo ? asked("tool", t("이 사진 없이 끝내기"), t("이 사진은 없어집니다. 한 번 더 누르세요"), () => app.guard(without)) : "",
  ];
}

/** `said` is where to say how it goes with the file. */
async function foot(app, said) {
  const { usage = 0, quota = 0 } = (await navigator.storage?.estimate?.()) ?? {};
  const isKept = (await navigator.storage?.persisted?.()) ?? false;
  const free = Math.max(0, quota - usage) / 1e6;
  const chooser = el("input", {
    type: "file",
    accept: "application/json,.golmok",
    class: "field-quiet",
    id: "queue-file",
    onchange: ({ target }) => app.guard(() => load(app, target, said)),
  });
  return el(
    "section",
    { class: "queue-foot", "aria-label": t("보관") },
    el(
      "p",
      { class: "field-hint" },
      t("전화기에 쓸 수 있는 자리 {free} MB.", { free: Math.round(free).toLocaleString(locale) }),
      " ",
      isKept
        ? t("브라우저가 마음대로 지우지 않습니다.")
        : t("자리가 모자라면 브라우저가 지울 수 있으니 홈 화면에 추가해 주세요."),
    ),
    el(
      "button",
      { type: "button", class: "tool", onclick: () => app.guard(() => saveFile(app, said)) },
      t("보낼 것을 파일로"),
    ),
    el("label", { class: "tool", for: "queue-file" }, t("파일에서 가져오기")),
    chooser,
    said,
  );
}

/** Save what waits to a file; `said` is where to say how it goes. */
export async function saveFile(app, said) {
  said.textContent = t("파일을 만드는 중");
  let blob;
  try {
    blob = await queueToFile(app.store, app.outbox.owner);
  } catch (fault) {
    said.textContent = t("파일을 만들지 못했습니다. 기록은 이 전화기에 그대로 있습니다.");
    if (fault instanceof StoreFault) throw fault;
    console.error(fault);
    return;
  }
  const name = `golmok-${new Date().toISOString().slice(0, 16).replace(":", "")}.json`;
  const url = URL.createObjectURL(blob);
  el("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
  said.textContent = t("파일을 만들었습니다. 이 전화기에도 그대로 있으니 신호가 닿으면 보냅니다.");
}

async function load(app, input, said) {
  said.textContent = t("파일을 읽는 중");
  try {
    const came = await queueFromFile(app.store, app.outbox.owner, input.files[0]);
    said.textContent = t("{count}건을 가져왔습니다.", { count: came });
  } catch (fault) {
    said.textContent = wordsOf(fault);
    if (fault instanceof StoreFault) throw fault;
  } finally {
    input.value = ""; // so that the same file can be chosen again
    await app.outbox.complete();
    app.outbox.brought();
  }
  await app.flush();
}

function wordsOf(fault) {
  if (fault instanceof StoreFault) return t("전화기에 다 담지 못했습니다. 담은 것은 위에 있습니다.");
  if (fault.kind === "other") return t("이 사람의 보낼 것 파일이 아닙니다. 그 파일은 고치지 않았습니다.");
  return t("파일을 끝까지 읽지 못했습니다. 그 앞의 {count}건은 가져왔습니다. 파일을 다시 옮겨 와 골라 주세요.", {
    count: fault.came,
  });
}
