/** Today's round: which segments in which order, and how far each of them is by what lies on this phone. */

const inSeoul = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Seoul" }); // writes YYYY-MM-DD

/** Of each segment on the list: {segment, number, state: open | begun | done, draft?, count?}; answers them in order. */
export async function roundOf(area, outbox) {
  const { today, segments } = area.data;
  const bySegment = new Map(segments.map((segment) => [segment.id, segment]));
  const here = await onPhone(outbox, today.day);
  return today.tasks
    .filter((task) => bySegment.has(task.segment))
    .map((task, i) => {
      const known = here.get(task.segment);
      const state = task.done || known?.state === "done" ? "done" : (known?.state ?? "open");
      return { ...known, segment: bySegment.get(task.segment), number: i + 1, state };
    });
}

/** What was begun or done here: the server may not have heard of it. */
export async function onPhone(outbox, day) {
  const found = new Map();
  for (const item of await outbox.items()) {
    if (item.kind !== "survey") continue;
    const { body } = await outbox.content(item.id);
    if (item.state === "draft") {
      if (found.get(body.segment_id)?.state === "done") continue;
      found.set(body.segment_id, { state: "begun", draft: item.id, count: Object.keys(body.levels).length });
    } else if (inSeoul.format(new Date(body.walked_at)) >= day) {
      found.set(body.segment_id, { state: "done" });
    }
  }
  return found;
}

/** The one to survey now: what was begun, else the first that is open after the last one done. */
export function nextOf(round) {
  const last = round.findLastIndex(({ state }) => state === "done");
  const open = round.filter(({ state }) => state === "open");
  return round.find(({ state }) => state === "begun") ?? open.find(({ number }) => number > last + 1) ?? open[0] ?? null;
}
