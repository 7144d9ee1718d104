/** Shortcuts of the desk of issues. */

import { DeskKeys } from "./desk-keys.js";

const { t } = window.golmok;

export const workKeys = (dialog, on) =>
  new DeskKeys(dialog, [
    { keys: ["j", "ArrowDown"], shown: ["j", "↓"], text: t("다음 불편사항"), run: () => on.move(1) },
    { keys: ["k", "ArrowUp"], shown: ["k", "↑"], text: t("앞 불편사항"), run: () => on.move(-1) },
    { keys: ["x"], text: t("고르기, 고르기 풀기"), run: () => on.select() },
    { keys: ["s"], text: t("관심 목록에 넣기, 빼기"), run: () => on.shortlist() },
    { keys: ["u"], text: t("마지막으로 처리한 것 되돌리기"), run: () => on.undo() },
  ]);
