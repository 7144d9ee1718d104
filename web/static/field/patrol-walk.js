/** Walking: one segment at a time. Nothing wrong there is one tap, a find opens the screens of an issue and comes back. */

import { COARSE, Locator } from "./locate.js";
import { say } from "./notices.js";
import { PatrolMap } from "./patrol-map.js";
import { hereParts, tallyParts, walkParts } from "./patrol-parts.js";
import { nameOf } from "./survey-words.js";

const { el, t } = window.golmok;
const NEAR_M = 60;
const TICK_MS = 20_000;

export function walkStep({ app, screen, patrol, go }) {
  const map = new PatrolMap(app.map);
  const locator = new Locator(COARSE);
  const tally = el("p", { class: "patrol-tally" });
  const here = el("div", { class: "patrol-here" });
  const on = {
    choose: (id) => choose(id),
    fine: (id) => keep(() => patrol.check(id), t("이상 없음"), () => patrol.next),
    notYet: (id) => keep(() => patrol.uncheck(id), t("확인 취소"), () => id),
    find: (id) => app.router.go(`log/${crypto.randomUUID()}/patrol/${patrol.id}/${id}`),
    rest: () => keep(() => patrol.rest(), t("쉬는 중"), () => patrol.chosen, () => go("rest")),
    end: () => go("end"),
  };

  /** Keep an answer, say it, and go on to the segment that follows from it; where it cannot be kept, stay. */
  async function keep(answer, word, following, onward = draw) {
    const name = patrol.chosen ? nameOf(patrol.stop(patrol.chosen).segment) : patrol.label.title;
    await app.guard(async () => {
      await answer();
      say(`${name}: ${word}`);
      patrol.chosen = following();
      onward();
    });
  }

  function choose(id) {
    patrol.chosen = id;
    draw();
    window.scrollTo(0, 0);
  }

  function draw() {
    const { stops } = patrol;
    const chosen = patrol.chosen && patrol.stop(patrol.chosen);
    tally.replaceChildren(...tallyParts(patrol));
    fillHere();
    screen.replaceChildren(tally, here, ...walkParts(patrol, stops, chosen, on));
    map.show(stops, chosen);
    map.frame(stops, chosen);
    app.map.locate(locator.fix); // above the route
    screen.querySelector(".patrol-name").focus({ preventScroll: true });
  }

  /** Where one seems to be is only offered: no segment changes under somebody's finger. */
  function fillHere() {
    const found = locator.fix && locator.fix.accuracy <= NEAR_M ? app.area.network.nearest(locator.fix) : null;
    const isHere = found?.distance <= NEAR_M && patrol.takes(found.segment);
    const stop = isHere ? patrol.stop(found.segment.id) : null;
    const shows = [stop?.segment.id, patrol.chosen, Boolean(locator.fix), locator.fault].join();
    if (here.dataset.shows === shows) return;
    here.dataset.shows = shows;
    here.replaceChildren(...hereParts(locator, stop, patrol.chosen, on));
  }

  app.router.title(t("로드체킹"));
  screen.dataset.shows = "area"; // drawn anew when the map was
  app.map.show();
  app.map.onPick(app.area.network, (segment) => {
    if (segment && !patrol.takes(segment)) return say(t("이 추진단의 담당 동 밖입니다."));
    return segment && choose(segment.id);
  });
  patrol.chosen ??= patrol.next;
  draw();
  const stop = locator.follow(({ fix }) => {
    app.map.locate(fix);
    if (fix && !patrol.chosen && patrol.stops.length === 0) app.map.goTo(fix);
    fillHere();
  });
  const clock = setInterval(() => tally.replaceChildren(...tallyParts(patrol)), TICK_MS);
  return () => {
    clearInterval(clock);
    stop();
    map.leave();
  };
}
