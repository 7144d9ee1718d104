/** The field page: finds out who is here, opens what lies on the phone, shows the screens and sends what is saved. */

import { Area } from "./area.js";
import { bar } from "./bar.js";
import { barred } from "./barred.js";
import { liesHere } from "./copies.js";
import { watchForGone } from "./gone.js";
import { forget, leave, onOther, whoIsHere } from "./identity.js";
import { install } from "./install.js";
import { Locator } from "./locate.js";
import { FieldMap } from "./map.js";
import { hush, say, tell, tellOnce } from "./notices.js";
import { Outbox } from "./outbox.js";
import { tellReadiness } from "./readiness.js";
import { Router } from "./router.js";
import { screensFor } from "./screens.js";
import { Sender } from "./sender.js";
import { StoreFault, Store } from "./store.js";
import { VisitsAlong } from "./visit-along.js";
import { Refusal, Unreachable } from "./wire.js";
import { hearAnswers } from "./work-answers.js";
import { Pictures } from "./work-pictures.js";

const { el, t } = window.golmok;
const LOGIN = "/login?next=/field";
const AREA_IS_OLD_MS = 24 * 3_600_000;

class App {
  /** What a screen has at hand. */
  constructor(store, identity) {
    this.store = store;
    this.identity = identity;
    this.words = JSON.parse(document.getElementById("content").dataset.vocabulary);
    this.outbox = new Outbox(store, identity.owner, identity.key);
    this.sender = new Sender(this.outbox, identity.login, (word, fault) => this.hear(word, fault));
    this.area = new Area(store, identity);
    this.pictures = new Pictures(store, identity, this.outbox);
    this.locator = new Locator();
    this.map = new FieldMap(document.getElementById("map"), this.words.grades);
    this.visits = new VisitsAlong(store, identity);
    this.screens = screensFor(this);
    this.router = new Router(this.screens, this);
  }

  /** Whether there is a map of districts for whoever is here; the mayor's office goes on visits only. */
  get takesArea() {
    return this.identity.role !== "mayor";
  }

  async start() {
    onOther(this.identity.owner, begin);
    await this.guard(() => this.area.recall());
    await this.guard(() => this.visits.recall());
    this.map.draw(this.area);
    bar(this);
    hearAnswers(this);
    await this.guard(() => this.outbox.bringBack());
    await this.guard(() => watchForGone(this.outbox));
    await this.router.show();
    this.guard(() => this.outbox.complete());
    this.flush();
    await this.refresh();
  }

  /** Do something that may fail, and say so in words when it does. */
  async guard(work) {
    try {
      return await work();
    } catch (fault) {
      this.complain(fault);
      return undefined;
    }
  }

  flush() {
    return this.guard(() => this.sender.flush());
  }

  /** Bring what is known of the area up to date, and draw it; answers whether nothing newer was asked for meanwhile. */
  async refresh(district) {
    tellReadiness("area", "coming");
    if ((await this.guard(() => this.visits.refresh())) && this.showsAlong) await this.router.show();
    if (!this.takesArea) {
      tellReadiness("area", this.visits.data ? "kept" : "missed");
      return false;
    }
    try {
      const isNew = await this.area.refresh(district);
      if (isNew === null) return false;
      tellReadiness("area", "kept");
      if (isNew) this.map.draw(this.area);
      if (isNew && this.showsAlong) await this.router.show();
      await this.pictures.follow(this.area);
    } catch (fault) {
      if (fault instanceof StoreFault) this.complain(fault);
      else if (!(fault instanceof Unreachable || fault instanceof Refusal)) throw fault;
      if (this.area.data === null && this.identity.districts === null)
        tell("area", t("나갈 동을 먼저 골라 주세요."), { label: t("동 고르기"), href: "#/district" });
      else if (this.area.data === null)
        tell(
          "area",
          t(
            "담당 동의 지도를 아직 받지 못했습니다. 신호가 있는 곳에서 한 번 열어 주세요. 기록은 지금도 남길 수 있습니다.",
          ),
        );
    }
    if (document.documentElement.dataset.area === "coming") tellReadiness("area", "missed");
    if (this.area.data) hush("area");
    if (this.area.at && Date.now() - this.area.at > AREA_IS_OLD_MS)
      tell("old", t("지도와 불편사항이 하루 넘게 지난 것입니다."));
    else hush("old");
    return true;
  }

  /** Whether what is seen is made of what is taken along, so that it is shown anew when something newer came. */
  get showsAlong() {
    return this.router.isSettled && document.querySelector(".screen.is-home, .screen[data-shows=area]") !== null;
  }

  /** Hear from the sender how it goes. */
  hear(word, fault) {
    if (word === "other") this.makeWay(forget(this.store, this.identity.owner));
    if (word === "over") this.makeWay(leave(this.store));
    const gone = ["offline", "login", "barred"].filter((key) => key !== word && word !== "sending");
    for (const key of gone) hush(key);
    if (word === "login")
      tell("login", t("로그인이 끝났습니다. 쓴 것은 이 전화기에 그대로 있고, 다시 로그인하면 보냅니다."), {
        label: t("로그인"),
        href: LOGIN,
      });
    if (word === "barred") {
      this.guard(() => this.area.drop());
      tell(
        "barred",
        t("이 계정의 역할이 바뀌어 지금은 보낼 수 없습니다. 쓴 것은 이 전화기에 그대로 있고, 파일로도 옮길 수 있습니다."),
        { label: t("보낼 것 보기"), href: "#/queue" },
      );
    }
    if (word === "fault") this.complain(fault);
    if (word === "idle") this.guard(() => this.pictures.follow(this.area));
    document.documentElement.dataset.sending = word;
  }

  /** Show nothing more of whoever was here, while their key goes. */
  async makeWay(going) {
    document.body.hidden = true;
    await this.guard(() => going);
    begin();
  }

  complain(fault) {
    if (!(fault instanceof StoreFault)) {
      tellOnce("fault", t("화면에 문제가 생겼습니다. 쓴 것은 남아 있습니다. 다시 열어 주세요."), {
        label: t("다시 열기"),
        act: () => location.reload(),
      });
      console.error(fault);
      return;
    }
    const [text, ...ways] = STORE_FAULTS[fault.kind]();
    tell("store", text, ...ways);
    say(text);
  }
}

/** Begin anew with whoever is here now: what the page held of others goes with it. */
function begin() {
  document.body.hidden = true;
  location.replace("/field");
}

const reopen = () => ({ label: t("다시 열기"), act: () => location.reload() });

/** What to say and to do when the outbox cannot be opened or written. */
const STORE_FAULTS = {
  full: () => [
    t(
      "전화기에 남은 자리가 없어 방금 것을 저장하지 못했습니다. 앞서 저장한 것은 그대로 있습니다. 기록을 파일로 옮기거나 다른 사진·앱을 지워 자리를 만든 뒤 다시 눌러 주세요.",
    ),
    { label: t("보낼 것 보기"), href: "#/queue" },
    { label: t("알겠습니다"), act: () => hush("store") },
  ],
  stale: () => [t("이 창은 옛 판입니다. 기록은 그대로 있습니다. 다시 열어 주세요."), reopen()],
  broken: () => [
    t("전화기의 기록 보관함을 열거나 쓸 수 없습니다. 다시 열어도 같으면 운영자에게 알려 주세요."),
    reopen(),
  ],
};

const tellSlow = () =>
  onlyThis(
    el(
      "p",
      { role: "alert" },
      t("기록을 여는 데 오래 걸립니다. 이 앱의 다른 창이 있으면 모두 닫아 주세요. 열리면 바로 이어집니다."),
    ),
    reloadButton(),
  );

function onlyThis(...parts) {
  document.getElementById("screen").replaceChildren(el("div", { class: "screen is-alone" }, ...parts));
}

async function open() {
  install();
  window.addEventListener("pageshow", ({ persisted }) => persisted && begin()); // the back button shows what was here
  let store;
  try {
    store = await Store.open(() => onlyThis(el("p", {}, STORE_FAULTS.stale()[0]), reloadButton()), tellSlow);
  } catch (fault) {
    onlyThis(el("p", { role: "alert" }, STORE_FAULTS[fault.kind]()[0]), reloadButton());
    return;
  }
  let identity;
  try {
    identity = await whoIsHere(store);
  } catch (fault) {
    if (!(fault instanceof Refusal)) throw fault;
    onlyThis(...(await barred(store, fault)));
    return;
  }
  if (identity) {
    await new App(store, identity).start();
  } else {
    onOther(null, begin);
    // The server hears of a logout that was made without a signal, and the page of who has logged in since.
    window.addEventListener("online", () => whoIsHere(store).then((found) => found && begin(), begin));
    onlyThis(
      el("p", {}, t("현장에서 쓰려면 신호가 있는 곳에서 한 번 로그인해 주세요. 그 뒤로는 신호가 없어도 열립니다.")),
      ...((await liesHere()) ? [el("p", {}, t("저장하고 아직 보내지 않은 기록은 이 전화기에 그대로 있습니다."))] : []),
      loginLink(),
    );
  }
}

const loginLink = () => el("a", { class: "action", href: LOGIN }, t("로그인"));
const reloadButton = () =>
  el("button", { type: "button", class: "action", onclick: () => location.reload() }, t("다시 열기"));

open();
