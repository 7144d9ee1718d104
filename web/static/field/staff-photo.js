/** A photo that the server has: a thumbnail, or a quiet place for it where there is no signal. */

const { el, t } = window.golmok;

export function photoOf(sha256, alt) {
  const image = el("img", { src: `/api/v1/photos/${sha256}/thumb`, alt, width: 96, height: 96, loading: "lazy" });
  image.addEventListener("error", () =>
    image.replaceWith(el("span", { class: "photo-away" }, t("사진은 신호가 있을 때 보입니다"))),
  );
  return image;
}
