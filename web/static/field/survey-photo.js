/** A button that opens the camera, for one item. */

const { el, t } = window.golmok;

export function photoButton(word, name, act) {
  const input = el("input", {
    type: "file",
    accept: "image/*",
    capture: "environment",
    class: "survey-photo-input",
    "aria-label": t("{item} 사진 찍기", { item: name }),
    onchange: ({ target }) => target.files.length && act(target.files[0]),
  });
  return el("label", { class: "tool survey-photo" }, word, input);
}
