/** Shortcuts of the review page. */

import { DeskKeys } from "./desk-keys.js";

const { t } = window.golmok;

export const reviewKeys = (dialog, on) =>
  new DeskKeys(dialog, [
    { keys: ["j", "ArrowDown"], shown: ["j", "↓"], text: t("다음 민원"), run: () => on.move(1) },
    { keys: ["k", "ArrowUp"], shown: ["k", "↑"], text: t("앞 민원"), run: () => on.move(-1) },
    { keys: ["1", "2", "3", "4", "5"], text: t("그 번호의 골목으로 정하기"), run: (key) => on.choose(Number(key) - 1) },
    { keys: ["Enter"], text: t("첫째 후보로 정하기"), run: () => on.choose(0) },
    { keys: ["0", "-"], text: t("미배정으로 두기"), run: () => on.leave() },
    { keys: ["x"], text: t("고르기, 고르기 풀기"), run: () => on.select() },
    { keys: ["a"], text: t("고른 것이나 묶음을 모두 첫째 후보로"), run: () => on.acceptAll() },
    { keys: ["u"], text: t("마지막으로 정한 것 되돌리기"), run: () => on.undo() },
  ]);
