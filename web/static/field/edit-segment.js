/** What is known of a segment in a line, with what was edited here, and the way to edit it. */

import { valueWord } from "./edit-words.js";
import { nameOf } from "./survey-words.js";
import { Known } from "./work-known.js";
import { aheadLines } from "./work-words.js";

const { el, t } = window.golmok;

export async function segmentLine(app, segment) {
  const known = app.area.data.work ? await Known.read(app) : null;
  const values = known?.values("segment", segment.id) ?? { width_m: segment.width_m };
  const words = [
    nameOf(segment),
    segment.grade ? t("{grade} 등급", { grade: segment.grade }) : t("등급 없음"),
    values.width_m ? t("너비 {width}", { width: valueWord(app, "width_m", values.width_m) }) : null,
    ...["stairs", "impassable"].filter((field) => values[field]).map((field) => valueWord(app, field, true)),
  ];
  const draft = known?.begun(segment.id, "edit") ?? `${crypto.randomUUID()}/segment/${segment.id}`;
  return [
    el("span", {}, words.filter(Boolean).join(" · ")),
    known ? el("a", { class: "tool", href: `#/edit/${draft}` }, t("구간 고치기")) : null,
    ...(known ? aheadLines(app, known.ahead(segment.id)) : []),
  ].filter(Boolean);
}
