/** Whose patrols somebody walks, what these teams have planned, and what of it was walked or begun. */

const { locale, t } = window.golmok;
const inSeoul = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Seoul" }); // writes YYYY-MM-DD
const weekday = new Intl.DateTimeFormat(locale, { weekday: "short", timeZone: "UTC" });
const metres = new Intl.NumberFormat(locale, { style: "unit", unit: "meter", maximumFractionDigits: 0 });
const kilometres = new Intl.NumberFormat(locale, { style: "unit", unit: "kilometer", maximumFractionDigits: 1 });
const A_MONDAY = Date.UTC(2024, 0, 1);
const DAY_MS = 86_400_000;
const DAYS_A_WEEK = 7;

export const lengthWord = (length) => (length < 1000 ? metres.format(length) : kilometres.format(length / 1000));

/** Names of weekdays, from 0, Monday. */
export const weekdayWords = (days) =>
  days.length === DAYS_A_WEEK ? t("매일") : days.map((day) => weekday.format(A_MONDAY + day * DAY_MS)).join("·");

/** The teams that somebody is in; whoever is in none goes along with those of their districts. */
export function teamsOf({ data }, owner) {
  const own = data.teams.filter(({ members }) => members.some(({ id }) => id === owner));
  return own.length ? own : data.teams;
}

/**
 * Every plan of these teams, today's first: {plan, team, length, isToday, isWalked, draft}. `isWalked` is whether
 * somebody followed it today as far as this phone knows, `draft` the patrol on this phone that follows it now.
 */
export async function plansOf({ area, identity, outbox }) {
  const today = inSeoul.format(new Date());
  const number = (new Date(today).getUTCDay() + 6) % 7;
  const teams = new Map(teamsOf(area, identity.owner).map((team) => [team.id, team]));
  const here = await patrolsHere(outbox);
  return area.data.plans
    .filter(({ team }) => teams.has(team))
    .map((plan) => ({
      plan,
      team: teams.get(plan.team),
      length: lengthOf(area.network, plan.segments),
      isToday: plan.weekdays.includes(number),
      isWalked: plan.walked_on === today || here.walked.get(plan.id) === today,
      draft: here.drafts.get(plan.id) ?? null,
    }))
    .sort((one, other) => other.isToday - one.isToday);
}

/** How long a route is [m], as far as it lies on the map of this phone. */
const lengthOf = (network, segments) =>
  segments.reduce((sum, id) => sum + (network.segment(id)?.length_m ?? 0), 0);

/** The patrols of this phone by their plan, of which the server may not have heard: drafts, and when each was walked last. */
export async function patrolsHere(outbox) {
  const drafts = new Map();
  const walked = new Map();
  for (const { id, kind, state } of await outbox.items()) {
    if (kind !== "patrol") continue;
    const { body } = await outbox.content(id);
    if (state === "draft") drafts.set(body.plan_id, id);
    else walked.set(body.plan_id, inSeoul.format(new Date(body.started_at)));
  }
  return { drafts, walked };
}
