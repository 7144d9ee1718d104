/** A button that opens the camera, for one item. */

const { el, t } = window.golmok;

export function photoButton(word, name, act) {
  const input = el("input", {
    type: "file",
    accept: "image/*",
    capture: "environment",
    class: "survey-photo-input",
    "aria-label": t("{item} 사진 찍기", { item: name }),
    onchange: () => take(),
  });
  const said = el("span", {}, word);
  function take() {
    if (input.files.length === 0) return;
    said.textContent = t("사진을 담는 중"); // until the item is shown anew
    act(input.files[0]);
  }
  return el("label", { class: "tool survey-photo" }, said, input);
}
