/** Who walks: the members of the team to tap, whoever holds the phone among them. */

const { el, t } = window.golmok;
const MOST = 20;

export function crewStep({ app, screen, patrol, go }) {
  app.router.title(t("누가 함께 갑니까?"));
  const members = membersOf(app, patrol);
  const draw = () => {
    const { officers } = patrol.body;
    const chip = ({ id, name }) => {
      const isIn = officers.includes(id);
      const chosen = isIn ? officers.filter((one) => one !== id) : [...officers, id];
      return el(
        "button",
        {
          type: "button",
          class: "tool patrol-chip",
          "aria-pressed": String(isIn),
          disabled: !isIn && officers.length >= MOST,
          onclick: () => choose(chosen, id),
          "data-member": id,
        },
        name,
      );
    };
    screen.replaceChildren(
      el("p", { class: "field-hint" }, `${patrol.label.title} · ${patrol.label.where}`),
      el("div", { class: "patrol-crew", role: "group", "aria-label": t("함께 가는 사람") }, ...members.map(chip)),
      el("p", { role: "status" }, officers.length ? t("{count}명", { count: officers.length }) : t("한 사람 이상 골라 주세요.")),
      el("div", { class: "field-foot" }, onward(officers.length === 0)),
    );
  };
  const choose = async (officers, id) => {
    await app.guard(() => patrol.setOfficers(officers));
    draw();
    screen.querySelector(`[data-member="${id}"]`).focus();
  };
  const onward = (disabled) => {
    const act = patrol.isUnderWay ? () => go("end") : () => setOut(app, patrol);
    const word = patrol.isUnderWay ? t("이 사람들입니다") : t("출발");
    return el("button", { type: "button", class: "action", disabled, onclick: act }, word);
  };
  draw();
}

async function setOut(app, patrol) {
  await app.guard(async () => {
    await patrol.begin();
    await app.router.replace(`patrol/${patrol.id}`);
  });
}

function membersOf({ area, identity }, { body }) {
  const members = area.data.teams.find(({ id }) => id === body.team_id)?.members ?? [];
  const isIn = members.some(({ id }) => id === identity.owner);
  return isIn ? members : [{ id: identity.owner, name: identity.name }, ...members];
}
