/** Photos that were chosen: shown small, and made small before they are sent. */

const { el, t } = window.golmok;
const LONGEST_SIDE = 1600;
const QUALITY = 0.85;

export class PhotoChoice {
  /** said: where to tell of them. */
  constructor(input, said) {
    Object.assign(this, { input, said, settled: Promise.resolve(), isBusy: false });
    input.addEventListener("change", () => {
      this.isBusy = true;
      this.settled = this.take().finally(() => (this.isBusy = false));
    });
  }

  async take() {
    const most = Number(this.input.dataset.most);
    const chosen = [...this.input.files];
    const kept = chosen.slice(0, most);
    this.said.textContent = t("사진을 줄이고 있습니다.");
    const small = await Promise.all(kept.map(shrunk));
    const files = new DataTransfer();
    for (const file of small) files.items.add(file);
    this.input.files = files.files;
    this.show(small, chosen.length > most ? most : 0);
  }

  show(files, most) {
    for (const image of this.said.querySelectorAll("img")) URL.revokeObjectURL(image.src);
    const images = files.map((file) => el("img", { src: URL.createObjectURL(file), alt: "", height: 72 }));
    const size = Math.max(0.1, files.reduce((sum, file) => sum + file.size, 0) / 1e6).toFixed(1);
    const words = files.length ? t("사진 {count}장, {size} MB", { count: files.length, size }) : "";
    const rest = most ? ` ${t("앞의 {most}장만 보냅니다.", { most })}` : "";
    this.said.replaceChildren(...images, el("span", {}, words + rest));
  }
}

/** A photo no longer than we keep, upright; what the browser cannot draw is left for the server to. */
async function shrunk(file) {
  try {
    const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
    const share = Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(bitmap.width * share);
    canvas.height = Math.round(bitmap.height * share);
    canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    bitmap.close();
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
    return blob ? new File([blob], "photo.jpg", { type: "image/jpeg" }) : file;
  } catch {
    return file;
  }
}
