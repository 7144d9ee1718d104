/** The menu of files: links to the layers of the map in every format, narrowed to what is on the screen if wished. */

const { t } = window.golmok;

export class FileMenu {
  /** shown() tells what is on the screen: a list of { filter, values, words }, filter as the layers name it. */
  constructor(dialog, shown) {
    Object.assign(this, { dialog, shown });
    this.only = dialog.querySelector("#files-only");
    this.links = [...dialog.querySelectorAll("[data-extension]")];
    dialog.addEventListener("change", () => this.aim());
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  }

  open() {
    this.aim();
    this.dialog.showModal();
  }

  /** Point every link at the layer that is chosen. */
  aim() {
    const { value: layer, dataset } = this.dialog.querySelector("[name=files-layer]:checked");
    const known = dataset.filters.split(" ");
    const narrowing = this.shown().filter(({ filter }) => known.includes(filter));
    const line = this.only.closest("label");
    line.hidden = !narrowing.length;
    line.querySelector("span").textContent = t("화면의 조건에 맞는 것만: {words}", {
      words: narrowing.map(({ words }) => words).join(", "),
    });
    const query = new URLSearchParams({ detail: dataset.detail });
    if (this.only.checked)
      for (const { filter, values } of narrowing) for (const value of values) query.append(filter, value);
    for (const link of this.links) link.setAttribute("href", `/export/${layer}.${link.dataset.extension}?${query}`);
  }
}
