/** A long press; the tap that it ends with is none. */

const HOLD_MS = 600;
const STRAY_PX = 12;

/** Call `act` when the pointer rests on the target; only where `may` says so, elsewhere a slow tap stays a tap. */
export function onHold(target, may, act) {
  let timer = null;
  let start = null;
  let held = false;
  const end = () => clearTimeout(timer);

  target.addEventListener("pointerdown", (event) => {
    end();
    held = false;
    if (!event.isPrimary || event.button !== 0 || !may(event.target)) return;
    start = event;
    timer = setTimeout(() => {
      held = true;
      act(event.target);
    }, HOLD_MS);
  });
  target.addEventListener("pointermove", (event) => {
    if (start && Math.hypot(event.clientX - start.clientX, event.clientY - start.clientY) > STRAY_PX) end();
  });
  for (const name of ["pointerup", "pointercancel", "pointerleave"]) target.addEventListener(name, end);
  target.addEventListener("contextmenu", (event) => may(event.target) && event.preventDefault());
  target.addEventListener(
    "click",
    (event) => {
      if (!held || event.detail === 0) return; // pressed by key
      held = false;
      event.stopPropagation();
      event.preventDefault();
    },
    true,
  );
}
