/** Keeps the page on the phone: the service worker, the way to the home screen, and a new edition that asks first. */

import { hush, tell, tellOnce } from "./notices.js";
import { tellReadiness } from "./readiness.js";

const { t } = window.golmok;
const LOOK_AGAIN_MS = 3_600_000;

let offer = null;

/** What the browser offers to install the page with, once it does; null where it does not. */
export const installOffer = () => offer;

export function install() {
  window.addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    offer = event;
    document.dispatchEvent(new Event("golmok-installable"));
  });
  if (!navigator.serviceWorker) {
    tellOnce(
      "worker",
      t("이 브라우저는 신호 없이 이 화면을 열지 못합니다. 크롬, 삼성 인터넷이나 사파리로 열어 주세요."),
    );
    return;
  }
  register();
}

async function register() {
  const { serviceWorker } = navigator;
  let asked = false;
  let wasControlled = serviceWorker.controller !== null;
  serviceWorker.addEventListener("controllerchange", () => {
    if (asked) location.reload();
    else if (wasControlled) tell("edition", t("다른 창에서 새 판으로 바꿨습니다. 쓰던 것은 남아 있습니다."), again());
    wasControlled = true;
  });
  let registration;
  try {
    registration = await serviceWorker.register("/field/sw.js", { scope: "/field", updateViaCache: "none" });
  } catch (fault) {
    if (serviceWorker.controller === null && navigator.onLine) throw fault;
    return; // what is kept already goes on
  }
  const offerEdition = () =>
    ask(() => {
      asked = true;
      registration.waiting.postMessage({ ask: "take over" });
    });
  registration.addEventListener("updatefound", () => {
    registration.installing.addEventListener("statechange", ({ target }) => {
      if (target.state === "installed" && serviceWorker.controller) offerEdition();
    });
  });
  if (registration.waiting && serviceWorker.controller) offerEdition();
  const { active } = await serviceWorker.ready;
  active.postMessage({ ask: "speak", language: document.documentElement.lang });
  tellReadiness("kept", "true");
  setInterval(() => registration.update().catch(() => {}), LOOK_AGAIN_MS); // without a signal there is no news
}

const again = () => ({ label: t("다시 열기"), act: () => location.reload() });

/** Nothing changes under somebody's hands: the new edition comes when they say so, and the queue stays as it is. */
function ask(take) {
  const text = t("새 판이 준비되었습니다. 보내지 않은 기록과 쓰던 것은 그대로 남습니다.");
  tell("edition", text, { label: t("지금 바꾸기"), act: take }, { label: t("나중에"), act: () => hush("edition") });
}
